import type { Activity } from 'botbuilder';
import type { UserTokenClient } from 'botframework-connector';
import { expect, it } from 'vitest';
import { WatchedUserTokenClient } from '../../src/identity/userTokenClient.ts';

type Method = Exclude<keyof UserTokenClient, 'httpClient'>;
const activity = { type: 'message' } as Activity;

/** Asks the service, which answers or fails. @returns what it was asked, what came back, and what was told of it */
async function ask(method: Method, given: readonly unknown[], answer: () => unknown) {
  const asked: unknown[] = [];
  const told: string[] = [];
  const service = {
    async [method](...all: unknown[]) {
      asked.push(...all);
      return answer();
    },
  };
  const client = new WatchedUserTokenClient(service as unknown as UserTokenClient, (step, outcome) => {
    told.push(`${step} ${outcome}`);
  });
  const call = client[method] as (...all: unknown[]) => Promise<unknown>;
  const back = await call.apply(client, [...given]).catch((error: unknown) => error);
  return { asked, told, back };
}

const token = { token: 't' };
it.each<[Method, unknown[], unknown, string[]]>([
  ['getUserToken', ['user', 'connection', 'channel', ''], token, ['silent done']],
  ['getUserToken', ['user', 'connection', 'channel', ''], undefined, ['silent refused']],
  ['getUserToken', ['user', 'connection', 'channel', ''], { token: '' }, ['silent refused']],
  ['getUserToken', ['user', 'connection', 'channel', '123456'], token, ['code done']],
  ['getUserToken', ['user', 'connection', 'channel', '123456'], undefined, ['code refused']],
  ['exchangeToken', ['user', 'connection', 'channel', token], token, ['exchange done']],
  ['exchangeToken', ['user', 'connection', 'channel', token], undefined, ['exchange refused']],
  ['exchangeToken', ['user', 'connection', 'channel', token], {}, ['exchange refused']],
  ['getSignInResource', ['connection', activity, ''], undefined, ['button done']],
  ['signOutUser', ['user', 'connection', 'channel'], undefined, ['signOut done']],
  ['getTokenStatus', ['user', 'channel', 'all'], [], []],
  ['getAadTokens', ['user', 'connection', ['url'], 'channel'], {}, []],
])('%s(%j) passes %j on, and tells %j', async (method, given, answer, told) => {
  expect(await ask(method, given, () => answer)).toEqual({ asked: given, told, back: answer });
});

it.each([
  [{ statusCode: 400 }, 'refused'],
  [{ statusCode: 404 }, 'refused'],
  [{ statusCode: 499 }, 'refused'],
  [{ statusCode: 399 }, 'failed'],
  [{ statusCode: 500 }, 'failed'],
  [{ statusCode: '404' }, 'failed'],
  [{}, 'failed'],
])('an error %j is passed on, and told as %s', async (details, outcome) => {
  const error = Object.assign(new Error('x'), details);
  const fail = () => {
    throw error;
  };
  const { told, back } = await ask('signOutUser', ['user', 'connection', 'channel'], fail);
  expect(told).toEqual([`signOut ${outcome}`]);
  expect(back).toBe(error);
});
