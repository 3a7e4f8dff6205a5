import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Container, startAzurite } from '../support/azurite.ts';
import { runBot } from '../support/botProcess.ts';
import { startServices } from '../support/processDesk.ts';

let sandbox: Sandbox;
let container: Container;
beforeAll(async () => {
  sandbox = await startServices();
  container = await (await startAzurite()).createContainer();
});

describe('a bot whose container is not there, or not its own', () => {
  it.each([
    [
      'there is none',
      { STORAGE: (url: string) => `${url}-other` },
      /has no container "desk-.*-other": create it/,
    ],
    [
      'the key is another account’s',
      { STORAGE_CONNECTION_STRING: (text: string) => text.replace(/AccountKey=..../, 'AccountKey=AAAA') },
      /refuses \(\w+\): the key or shared access signature of STORAGE_CONNECTION_STRING must be valid/,
    ],
  ])('ends with what to do where %s, and without a secret', async (_why, change, message) => {
    const given = { STORAGE: container.url, STORAGE_CONNECTION_STRING: container.connectionString };
    const changed = Object.entries(given).map(([name, value]) => {
      const changeOf = (change as Record<string, ((text: string) => string) | undefined>)[name];
      return [name, changeOf ? changeOf(value) : value];
    });
    const environment = { ...sandbox.environment(), PORT: '0', ...Object.fromEntries(changed) };
    const { code, stdout, stderr } = await runBot(environment).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The configuration has 1 problem\(s\):\n- STORAGE can't be used: .+\n$/);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toContain('AccountKey');
  });

  it('waits for a service that gives no answer: it lives, and is not ready until there is one', async () => {
    const service = await startAzurite();
    const own = await service.createContainer();
    await service.stop();
    const environment = { STORAGE: own.url, STORAGE_CONNECTION_STRING: own.connectionString };
    const bot = runBot({ ...sandbox.environment(), PORT: '0', ...environment });
    const [, port] = await bot.shows(/"port":(\d+),"event":"listening"/);
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.json()];
    };
    expect(await ask('/live')).toEqual([200, { status: 'live' }]);
    expect(await ask('/ready')).toEqual([503, { status: 'not ready', missing: ['storage'] }]);
    await service.start();
    // A check that began before may be under way still, and is everybody's.
    const ready = async () => expect(await ask('/ready')).toEqual([200, { status: 'ready', missing: [] }]);
    await vi.waitFor(ready, { timeout: 20_000 });
  });
});
