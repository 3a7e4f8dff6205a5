// Loaded before the bot with `--import`: a signal has it meet what nobody catches, in the way that CRASH names. What is
// thrown holds values wherever an error of some client could.
const canary = 'Kanarie';

function error() {
  const cause = Object.assign(new TypeError(`cause ${canary}`), { config: { data: canary } });
  return Object.assign(new Error(`first ${canary}\n    at ${canary}`, { cause }), {
    code: 'EPIPE',
    request: { headers: { authorization: `Bearer ${canary}` }, body: { jobTitle: canary } },
    details: { [canary]: canary },
  });
}

const ways = {
  throws: () => {
    throw error();
  },
  rejects: () => void Promise.reject(error()),
  rejectsWithText: () => void Promise.reject(canary),
  emits: () => process.stdin.emit('error', error()),
};

process.on('SIGUSR2', () => setImmediate(ways[process.env.CRASH ?? '']));
