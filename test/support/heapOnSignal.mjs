// Loaded before the bot with `--import`: at each SIGUSR2 it collects the garbage and tells on standard error what is left,
// so that memory is measured without anything in the bot for it.
import { writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
let times = 0;

process.on('SIGUSR2', () => {
  collectGarbage();
  // What the first left to be finalised is gone after the second.
  setImmediate(() => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    times += 1;
    writeSync(2, `heap ${times}: ${heapUsed + external}\n`);
  });
});
