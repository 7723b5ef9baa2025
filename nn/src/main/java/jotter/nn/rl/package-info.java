/// Learning by doing: environments, and agents that learn in them.
///
/// An {@link jotter.nn.rl.Environment} is what Gymnasium's is: reset, step, spaces, a picture. The
/// classic ones have Gymnasium's dynamics, so that published figures can be compared with. Agents
/// are short enough to be read: {@link jotter.nn.rl.Reinforce}, {@link jotter.nn.rl.Dqn}, {@link
/// jotter.nn.rl.Ppo}.
package jotter.nn.rl;
