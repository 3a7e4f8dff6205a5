import type { RunningProcess } from './nodeProcess.ts';

// Runs in the process that is looked at, before its program.
const probe = `
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const server = createServer((_request, response) => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  response.end(String(heapUsed + external));
});
server.listen(0, '127.0.0.1', () => process.stderr.write('memory probe ' + server.address().port + '\\n'));
server.unref();`;

/** The environment of a program whose memory `memoryOf` can tell. */
export const probed = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(probe)}` };

/** @returns what tells the bytes that a process holds: its heap and its buffers, without what is garbage. */
export async function memoryOf(running: RunningProcess): Promise<() => Promise<number>> {
  const [, port] = await running.shows(/memory probe (\d+)/, 'stderr');
  return async () => Number(await (await fetch(`http://127.0.0.1:${port}`)).text());
}
