import type { Activity, TurnContext } from 'botbuilder';
import type { UserTokenClient } from 'botframework-connector';
import { beforeEach, describe, expect, it } from 'vitest';
import { signInCard, tokenServiceOf } from '../../src/identity/signIn.ts';

type Answer = { token?: string } | undefined;
const key = Symbol('client');
const connection = 'profile-desk';

/** What the Token Service was asked, oldest first. */
let asked: unknown[][];
let answer: () => Answer;
const called =
  (name: string, then: () => unknown = () => answer()) =>
  async (...given: unknown[]) => {
    asked.push([name, ...given]);
    return then();
  };
const resource = {
  signInLink: 'https://token.botframework.com/sign-in',
  tokenExchangeResource: { id: '1', uri: 'api://botid' },
  tokenPostResource: { sasUrl: 'https://token.botframework.com/post' },
};
const client = {
  getUserToken: called('getUserToken'),
  exchangeToken: called('exchangeToken'),
  signOutUser: called('signOutUser', () => undefined),
  getSignInResource: called('getSignInResource', () => resource),
} as unknown as UserTokenClient;

/** A turn of Teams. */
const turn = (): TurnContext =>
  ({
    adapter: { UserTokenClientKey: key },
    turnState: new Map([[key, client]]),
    activity: { from: { id: '29:anna' }, channelId: 'msteams' },
  }) as unknown as TurnContext;
const begin = () => tokenServiceOf(turn(), connection);
const ask = (code = '') => ['getUserToken', '29:anna', connection, 'msteams', code];

beforeEach(() => {
  asked = [];
  answer = () => ({ token: `token ${asked.length}` });
});

describe('the Token Service of a turn', () => {
  it('is the same one throughout, and another turn’s is another', () => {
    const context = turn();
    expect(tokenServiceOf(context, connection)).toBe(tokenServiceOf(context, connection));
    expect(tokenServiceOf(context, connection)).not.toBe(begin());
  });

  it('is asked for the token of who speaks, each time', async () => {
    const service = begin();
    expect([await service.token(), await service.token()]).toEqual(['token 1', 'token 2']);
    expect(asked).toEqual([ask(), ask()]);
  });

  it('is asked ahead once, and the first who needs the token gets that answer', async () => {
    const service = begin();
    service.askAhead();
    expect(await service.token()).toBe('token 1');
    expect(asked).toHaveLength(1);
    expect(await service.token()).toBe('token 2');
  });

  it('redeems a code, whatever was asked ahead, which nobody gets then', async () => {
    const service = begin();
    service.askAhead();
    expect(await service.token('123456')).toBe('token 2');
    expect(asked).toEqual([ask(), ask('123456')]);
    expect(await service.token()).toBe('token 3');
  });

  it.each<[string, Answer]>([
    ['nothing', undefined],
    ['no token', {}],
    ['an empty token', { token: '' }],
  ])('may answer %s', async (_what, given) => {
    answer = () => given;
    expect(await begin().token()).toBeUndefined();
    expect(await begin().exchange('other')).toBeUndefined();
  });

  it('may fail ahead where nobody ever asks, and tells whoever does', async () => {
    answer = () => {
      throw new Error('down');
    };
    const service = begin();
    service.askAhead();
    await new Promise(setImmediate);
    await expect(service.token()).rejects.toThrow('down');
  });

  it('exchanges a token, after which what was asked ahead is void', async () => {
    const service = begin();
    service.askAhead();
    expect(await service.exchange('of Teams')).toBe('token 2');
    expect(asked[1]).toEqual(['exchangeToken', '29:anna', connection, 'msteams', { token: 'of Teams' }]);
    expect(await service.token()).toBe('token 3');
  });

  it('has no token where it can’t exchange', async () => {
    answer = () => {
      throw new Error('400');
    };
    expect(await begin().exchange('of Teams')).toBeUndefined();
  });

  it('signs out, after which what was asked ahead is void', async () => {
    const service = begin();
    service.askAhead();
    await service.signOut();
    expect(asked[1]).toEqual(['signOutUser', '29:anna', connection, 'msteams']);
    answer = () => undefined;
    expect(await service.token()).toBeUndefined();
  });
});

describe('the card of the sign-in', () => {
  const words = { title: 'Sign in', text: 'To look people up' };
  const contentOf = async (silently: boolean): Promise<unknown> => {
    const { attachments }: Partial<Activity> = await signInCard(begin(), connection, words, silently);
    expect(attachments).toHaveLength(1);
    return attachments?.[0]?.content;
  };
  const button = expect.objectContaining({ type: 'signin', title: 'Sign in', value: resource.signInLink });

  it('lets a client get a token by itself', async () => {
    expect(await contentOf(true)).toMatchObject({
      text: words.text,
      connectionName: connection,
      buttons: [button],
      tokenExchangeResource: resource.tokenExchangeResource,
      tokenPostResource: resource.tokenPostResource,
    });
    expect(asked[0]).toEqual(['getSignInResource', connection, turn().activity, '']);
  });

  it('has nothing but the button where that did not help', async () => {
    const content = await contentOf(false);
    expect(content).toMatchObject({ text: words.text, connectionName: connection, buttons: [button] });
    expect(content).not.toHaveProperty('tokenExchangeResource.id');
    expect(content).not.toHaveProperty('tokenPostResource.sasUrl');
  });
});
