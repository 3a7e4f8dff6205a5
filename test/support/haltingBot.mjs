// The bot in a process of its own, where a click stops at a call that it was told, for a kill to cut it off right there: a
// call to the store, or to Microsoft over the network. The call is not made, or it is made and its answer never comes.
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { ProfileDeskAdapter } from '../../src/http/adapter.ts';
import { createLog } from '../../src/log.ts';
import { createLmdbStore } from '../../src/storage/lmdbStore.ts';

const clicks = new AsyncLocalStorage();
/** Where the next click on a message stops. */
const halts = new Map();
const never = new Promise(() => {});

/** Counts a call. @returns 'before' or 'after' where the click stops at it. */
function count(what) {
  const click = clicks.getStore();
  if (!click) return undefined;
  // Of what was cut off nothing goes on.
  if (click.isHalted) return 'before';
  click.calls += 1;
  process.send({ call: what });
  return click.halt.call === click.calls ? click.halt.moment : undefined;
}

function halt() {
  const click = clicks.getStore();
  if (!click.isHalted) process.send({ isHalted: true });
  click.isHalted = true;
}

function halting(what, call) {
  return async (...given) => {
    const moment = count(what(...given));
    if (moment === 'before') {
      halt();
      return await never;
    }
    const answer = await call(...given);
    if (moment !== 'after') return answer;
    halt();
    return await never;
  };
}

const { answer } = ProfileDeskAdapter.prototype;
ProfileDeskAdapter.prototype.answer = function (activity, ...rest) {
  const { name, replyToId: messageId } = activity;
  const halt = name === 'adaptiveCard/action' ? halts.get(messageId) : undefined;
  // The client's own refresh that follows is none of the click's calls.
  if (!halt) return answer.call(this, activity, ...rest);
  const click = { calls: 0, halt, isHalted: false };
  halts.delete(messageId);
  return clicks.run(click, () => answer.call(this, activity, ...rest));
};

// Microsoft Graph's client.
globalThis.fetch = halting(
  (input, { method = 'GET' } = {}) => `${method} ${new URL(input.url ?? input).pathname}`,
  globalThis.fetch,
);

// The SDK's clients and MSAL, which give their options in one object.
for (const protocol of [http, https]) {
  const { request } = protocol;
  protocol.request = (options, ...rest) => {
    const moment = count(`${options.method ?? 'GET'} ${options.path}`);
    if (moment === 'before') {
      halt();
      return request({ ...options, agent: undefined, createConnection: () => new Socket() }, ...rest);
    }
    const sent = request(options, ...rest);
    if (moment !== 'after') return sent;
    const { emit } = sent;
    sent.emit = (event, ...given) => {
      if (event !== 'response') return emit.call(sent, event, ...given);
      halt();
      return true;
    };
    return sent;
  };
}

const kindsOf = (keys) => keys.map((key) => key.split('/')[0]).join(', ');
const config = readConfig();
const store = createLmdbStore(config.storage.path);
for (const name of ['read', 'write', 'delete', 'deleteUnchanged'])
  store[name] = halting(
    (given) => `store ${name} ${kindsOf(Array.isArray(given) ? given : Object.keys(given))}`,
    store[name].bind(store),
  );
// Long: how busy the machine is makes no difference to what is called.
const deadlines = { invokeMs: 60_000, messageMs: 60_000, typingMs: 60_000 };
const app = createApp(config, { store, deadlines, log: createLog('error', process.stderr) });

process.on('message', async ({ isOver, messageId, ...where }) => {
  if (isOver) {
    await app.idle();
    process.send({ isIdle: true });
    return;
  }
  halts.set(messageId, where);
  process.send({ isArmed: true });
});
app.listen().then((port) => process.send({ port }));
