@echo off
rem Jotter's front door on Windows: finds a JDK, builds what has changed, and starts the command.
rem
rem JOTTER_JAVA_HOME   the JDK to use, before JAVA_HOME and what is found on the machine
rem JOTTER_VERBOSE=1   show Maven's own output
setlocal EnableExtensions DisableDelayedExpansion
set "OLDEST_JAVA=25"
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"
set "STATE=%ROOT%\launcher\target\jotter"
set "FOUND="

if defined JOTTER_JAVA_HOME (
  call :suits "%JOTTER_JAVA_HOME%"
  if not defined FOUND (
    echo jotter: JOTTER_JAVA_HOME=%JOTTER_JAVA_HOME% is not a JDK %OLDEST_JAVA% or newer. 1>&2
    exit /b 1
  )
)
if not defined FOUND if defined JAVA_HOME call :suits "%JAVA_HOME%"
if not defined FOUND for /f "delims=" %%J in ('where java 2^>nul') do if not defined FOUND call :suits "%%~dpJ.."
for %%P in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks" "%USERPROFILE%\.gradle\jdks" "%USERPROFILE%\.sdkman\candidates\java" "%USERPROFILE%\scoop\apps") do (
  if not defined FOUND for /d %%D in ("%%~P\*") do if not defined FOUND call :suits "%%~D"
)
if not defined FOUND for /d %%D in ("%USERPROFILE%\scoop\apps\*jdk*") do if not defined FOUND call :suits "%%~D\current"
if not defined FOUND goto no_java
set "JAVA_HOME=%FOUND%"

if /i not "%~1"=="test" goto command
if /i "%~2"=="--help" goto command
if /i "%~2"=="-h" goto command
call :find_maven
set "REST="
:rest
shift /1
if "%~1"=="" goto run_tests
set REST=%REST% %1
goto rest
:run_tests
pushd "%ROOT%"
call "%MAVEN%" -B -ntp%REST% test
set "RC=%ERRORLEVEL%"
popd
exit /b %RC%

:command
rem Files and folders newer than the last build: a deleted file shows as a newer folder.
set "STALE=yes"
if exist "%STATE%\built" if exist "%STATE%\java.args" if exist "%STATE%\cells.args" (
  for /f "delims=" %%S in ('powershell -NoProfile -ExecutionPolicy Bypass -Command "$r=$env:ROOT; $t=(Get-Item -LiteralPath ($env:STATE+'\built')).LastWriteTime; $s=@('\pom.xml','\*\pom.xml','\tensor\*\pom.xml','\*\src\main','\tensor\*\src\main') | ForEach-Object { Get-Item ($r+$_) -ErrorAction SilentlyContinue }; $n=@($s)+@($s | Where-Object PSIsContainer | Get-ChildItem -Recurse) | Where-Object { $_.LastWriteTime -gt $t } | Select-Object -First 1; if ($n) {'yes'} else {'no'}"') do set "STALE=%%S"
)
if "%STALE%"=="no" goto start

call :find_maven
if not exist "%STATE%" mkdir "%STATE%"
echo Building Jotter (a minute or so the first time) ... 1>&2
del /q "%STATE%\built" 2>nul
rem What is saved while Maven runs must count as newer than this build.
>"%STATE%\building" echo %JAVA_HOME%
pushd "%ROOT%"
if defined JOTTER_VERBOSE (
  call "%MAVEN%" -B package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl launcher -am 1>&2
) else (
  call "%MAVEN%" -B package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl launcher -am >"%STATE%\build.log" 2>&1
)
set "RC=%ERRORLEVEL%"
popd
if not "%RC%"=="0" (
  if exist "%STATE%\build.log" findstr /b /c:"[ERROR]" "%STATE%\build.log" 1>&2
  echo jotter: the build failed; the whole log is %STATE%\build.log 1>&2
  exit /b 1
)
"%JAVA_HOME%\bin\java.exe" -cp "%ROOT%\launcher\target\lib\*" "-Djotter.home=%ROOT%" jotter.launcher.Prepare
if errorlevel 1 exit /b 1
del /q "%STATE%\jotter.aot" 2>nul
"%JAVA_HOME%\bin\java.exe" "@%STATE%\java.args" "-XX:AOTCacheOutput=%STATE%\jotter.aot" jotter.launcher.Main warm >"%STATE%\warm.log" 2>&1 <nul
if errorlevel 1 del /q "%STATE%\jotter.aot" 2>nul
move /y "%STATE%\building" "%STATE%\built" >nul

:start
set "AOT="
if exist "%STATE%\jotter.aot" set AOT="-XX:AOTCache=%STATE%\jotter.aot" -Xlog:aot=off,cds=off
rem What runs cells has the agent that lets a class be edited in place.
set "ARGS=%STATE%\java.args"
if /i "%~1"=="run" set "ARGS=%STATE%\cells.args"
"%JAVA_HOME%\bin\java.exe" "@%ARGS%" %AOT% jotter.launcher.Main %*
exit /b %ERRORLEVEL%

rem Sets FOUND if the folder holds a JDK that is new enough; its `release` file says so.
:suits
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%A in ("%~1\release") do if "%%A"=="JAVA_VERSION" (
  for /f "tokens=1 delims=.-+" %%V in ("%%~B") do if %%V GEQ %OLDEST_JAVA% set "FOUND=%~f1"
)
exit /b 0

rem An installed Maven of 3.8 or newer, else the wrapper, which downloads one from Maven Central.
:find_maven
set "MAVEN=%ROOT%\mvnw.cmd"
where mvn.cmd >nul 2>nul || exit /b 0
for /f "tokens=3" %%V in ('mvn.cmd -v 2^>nul ^| findstr /b /c:"Apache Maven"') do for /f "tokens=1,2 delims=." %%A in ("%%V") do (
  if %%A GTR 3 set "MAVEN=mvn.cmd"
  if %%A EQU 3 if %%B GEQ 8 set "MAVEN=mvn.cmd"
)
exit /b 0

:no_java
echo jotter: no JDK %OLDEST_JAVA% or newer was found on this machine. 1>&2
echo. 1>&2
echo Install Eclipse Temurin %OLDEST_JAVA% (free), then run this again: 1>&2
echo. 1>&2
echo   winget install EclipseAdoptium.Temurin.%OLDEST_JAVA%.JDK 1>&2
echo. 1>&2
echo or download it from https://adoptium.net/temurin/releases/?version=%OLDEST_JAVA% 1>&2
echo If a JDK %OLDEST_JAVA% lives in an unusual place: set JOTTER_JAVA_HOME=its folder 1>&2
exit /b 1
