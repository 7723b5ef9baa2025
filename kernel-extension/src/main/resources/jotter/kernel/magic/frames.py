# Tables as folders: columns.json says what there is, each column is one or several .npy files.


class _JotterTable(dict):
    """The columns of a table by name, where there is no pandas."""


def _jotter_frame(folder):
    import json, numpy

    with open(os.path.join(folder, "columns.json"), encoding="utf-8") as f:
        about = json.load(f)

    def array(column, what):
        return numpy.load(os.path.join(folder, column[what]), mmap_mode="c") if what in column else None

    try:
        import pandas
    except ImportError:
        pandas = None
    columns = _JotterTable() if pandas is None else {}
    for column in about["columns"]:
        kind, data, missing = column["kind"], array(column, "data"), array(column, "missing")
        if kind == "text":
            value = _jotter_texts(data, array(column, "ends"), array(column, "bytes"))
            if pandas is not None:
                value = pandas.Series(value, dtype="str")
        elif kind in ("date", "datetime", "instant"):
            value = data.view("M8[D]" if kind == "date" else "M8[us]")
            if missing is not None:
                value[missing] = "NaT"
            if pandas is not None:
                value = pandas.Series(value.astype("M8[s]") if kind == "date" else value)
                value = value.dt.tz_localize("UTC") if kind == "instant" else value
        elif kind == "time":
            value = _jotter_times(data, missing)
        elif missing is None:
            value = data if pandas is None else pandas.Series(data, copy=False)
        elif pandas is None:
            value = numpy.ma.MaskedArray(data, missing)
        else:
            mine = pandas.arrays.BooleanArray if kind == "bool" else pandas.arrays.IntegerArray
            value = pandas.Series(mine(data, numpy.array(missing)))
        columns[column["name"]] = value
    if pandas is None:
        return columns
    return pandas.DataFrame(columns, copy=False)


def _jotter_texts(codes, ends, data):
    import numpy

    data = data.tobytes()
    begins = [0, *ends[:-1].tolist()]
    words = [data[b:e].decode("utf-8") for b, e in zip(begins, ends.tolist())]
    # The code -1 means that there is none.
    return numpy.array(words + [None], dtype=object)[codes]


def _jotter_times(data, missing):
    import datetime, numpy

    midnight = datetime.datetime(2000, 1, 1)
    values = numpy.empty(len(data), dtype=object)
    for i, us in enumerate(data.tolist()):
        values[i] = None if missing is not None and missing[i] else (midnight + datetime.timedelta(microseconds=us)).time()
    return values


def _jotter_is_table(value):
    pandas = sys.modules.get("pandas")
    if hasattr(value, "to_pandas") or pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series)):
        return True
    if not isinstance(value, dict) or not value:
        return False
    sizes = {getattr(c, "shape", None) or (len(c) if isinstance(c, (list, tuple)) else None) for c in value.values()}
    sizes = {s if isinstance(s, tuple) else (s,) for s in sizes}
    return len(sizes) == 1 and len(next(iter(sizes))) == 1 and None not in next(iter(sizes))


def _jotter_give_frame(value, folder):
    """Writes a data frame, or a dict of columns of one length."""
    import json, numpy

    pandas = sys.modules.get("pandas")
    if hasattr(value, "to_pandas"):
        value = value.to_pandas()
    if pandas is not None and not isinstance(value, dict):
        value = value.to_frame() if isinstance(value, pandas.Series) else value
        if not isinstance(value.index, pandas.RangeIndex):
            # Groups and dates that became the index are columns here.
            named = [n for n in value.index.names if n is not None]
            value = value.reset_index() if named and not set(named) & set(value.columns) else value
        names = [" ".join(map(str, c)).strip() if isinstance(c, tuple) else str(c) for c in value.columns]
        columns = [(n, value.iloc[:, i]) for i, n in enumerate(names)]
    else:
        columns = [(str(n), c) for n, c in value.items()]
    os.makedirs(folder)
    about = []

    def save(column, what, array):
        column[what] = "%d.%s.npy" % (len(about), what)
        numpy.save(os.path.join(folder, column[what]), numpy.ascontiguousarray(array))

    for name, data in columns:
        column = {"name": name}
        kind, values, missing = _jotter_column(data)
        column["kind"] = kind
        if kind == "text":
            words, codes = values
            words = [w.encode("utf-8") for w in words]
            save(column, "data", numpy.asarray(codes, dtype="int32"))
            save(column, "ends", numpy.cumsum([len(w) for w in words], dtype="int64"))
            save(column, "bytes", numpy.frombuffer(b"".join(words), dtype="uint8"))
        else:
            save(column, "data", values)
            if missing is not None and missing.any():
                save(column, "missing", missing)
        about.append(column)
    with open(os.path.join(folder, "columns.json"), "w", encoding="utf-8") as f:
        json.dump({"columns": about}, f)


def _jotter_column(data):
    """A column's kind, its values and where they are missing."""
    import numpy

    pandas = sys.modules.get("pandas")
    missing = None
    if pandas is not None and isinstance(data, pandas.Series):
        if isinstance(data.dtype, pandas.CategoricalDtype):
            return "text", ([str(c) for c in data.cat.categories], data.cat.codes), None
        if isinstance(data.dtype, pandas.DatetimeTZDtype):
            values = data.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
            return "instant", values.astype("M8[us]").view("int64"), numpy.isnat(values)
        missing = data.isna().to_numpy()
        kind = getattr(data.dtype, "kind", "O")
        if kind in "iub" and missing.any():
            data = data.fillna(False if kind == "b" else 0)
        data = data.to_numpy(dtype="bool" if kind == "b" else None)
        if data.dtype == object and kind in "iuf":
            data = data.astype(float if kind == "f" else "int64")
    elif isinstance(data, numpy.ma.MaskedArray):
        missing = numpy.ma.getmaskarray(data)
        data = data.filled(numpy.nan if data.dtype.kind == "f" else 0) if data.dtype.kind in "iufb" else data.data
    data = numpy.asarray(data)
    kind = data.dtype.kind
    if kind == "b":
        return "bool", data, missing
    if kind in "iu":
        size = data.dtype.itemsize * (2 if kind == "u" else 1)
        return "int", data.astype("int16" if size <= 2 else "int32" if size <= 4 else "int64"), missing
    if kind == "f":
        data = data.astype("float64" if data.dtype.itemsize >= 8 else "float32")
        if missing is not None and missing.any():
            data = numpy.where(missing, numpy.nan, data).astype(data.dtype)
        return "float", data, None
    if kind == "M":
        none = numpy.isnat(data)
        days = data.astype("M8[D]")
        if (days == data)[~none].all():
            return "date", days.view("int64"), none
        return "datetime", data.astype("M8[us]").view("int64"), none
    if kind == "m":
        return "float", data / numpy.timedelta64(1, "s"), None
    return _jotter_objects(data.astype(object), missing)


def _jotter_objects(data, missing):
    """A column of Python's own objects: truth values, dates, times, else text."""
    import datetime, numpy

    if missing is None:
        missing = numpy.array([v is None or v != v for v in data], dtype=bool)
    kinds = {type(v) for v, none in zip(data, missing) if not none}
    if kinds == {bool}:
        return "bool", numpy.where(missing, False, data).astype(bool), missing
    if kinds == {datetime.date}:
        return "date", numpy.where(missing, numpy.datetime64(0, "D"), data).astype("M8[D]").view("int64"), missing
    if kinds == {datetime.time}:
        micros = [0 if none else ((t.hour * 60 + t.minute) * 60 + t.second) * 1000000 + t.microsecond
                  for t, none in zip(data, missing)]
        return "time", numpy.array(micros, dtype="int64"), missing
    codes, words = numpy.empty(len(data), dtype="int32"), {}
    for i, (v, none) in enumerate(zip(data, missing)):
        codes[i] = -1 if none else words.setdefault(v if isinstance(v, str) else str(v), len(words))
    return "text", (list(words), codes), None
