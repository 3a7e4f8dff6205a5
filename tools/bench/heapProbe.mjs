// Preloaded into a process that is looked at (`node --import`): tells the bytes that it holds in its heap and its buffers,
// without what is garbage, to whoever asks at the port that it names.
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const server = createServer((_request, response) => {
  collect();
  // What the first left to be finalised is gone after the second.
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    response.end(String(heapUsed + external));
  });
});
server.listen(0, '127.0.0.1', () => process.stderr.write(`memory probe ${server.address().port}\n`));
server.unref();
