import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Heard } from '../support/echoBot.ts';
import { ada, ben, startTeams, type TeamsUnderTest } from './teamsUnderTest.ts';

interface Received {
  readonly contentType: string;
  readonly contentUrl?: string;
  readonly name?: string;
  readonly content?: unknown;
}

const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => index % 251);
const picture = { bytes, contentType: 'image/png', name: 'Anna at work.png' };

let desk: TeamsUnderTest;
beforeEach(async () => {
  desk = await startTeams(async () => undefined);
});
afterEach(() => desk.close());

const heard = () => desk.heard('message').at(-1) as Heard;
const attachments = () => heard().attachments as readonly Received[];
const fetchAs = (url: string, token?: string) =>
  fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('a pasted picture', () => {
  async function paste(text?: string): Promise<string> {
    const client = await desk.open(ada);
    await client.sendImage({ ...picture, as: 'inline', ...(text === undefined ? {} : { text }) });
    return attachments()[0]?.contentUrl ?? '';
  }

  it('is announced without name and kind, before the HTML copy of the message', async () => {
    const url = await paste('my <photo>');
    expect(url).toMatch(/\/connector\/v3\/attachments\/0-eus-d6-[0-9a-f]{32}\/views\/original$/);
    expect(url.startsWith(heard().serviceUrl)).toBe(true);
    expect(heard()).toMatchObject({ text: 'my <photo>', textFormat: 'plain' });
    expect(attachments()).toEqual([
      { contentType: 'image/*', contentUrl: url },
      { contentType: 'text/html', content: expect.stringMatching(/^<p>my &lt;photo&gt;<\/p><p><img .*>/) },
    ]);
    await paste();
    expect(heard()).not.toHaveProperty('text');
  });

  it('is given to whoever has the bot’s token, and to nobody else', async () => {
    const url = await paste();
    const response = await fetchAs(url, 'token of the bot');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-length')).toBe('5000');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect((await fetchAs(url)).status).toBe(401);
    expect((await fetchAs(url, 'forged')).status).toBe(401);
    expect((await fetchAs(url, 'token of another bot')).status).toBe(403);
    expect((await fetchAs(url.replace(/0-eus/, '0-weu'), 'token of the bot')).status).toBe(404);
    const [first, last] = desk.teams.files.downloads;
    expect(first).toMatchObject({ as: 'inline', withToken: true, status: 200 });
    expect(last).toMatchObject({ status: 404 });
  });

  it('is described, as the SDK asks for it', async () => {
    const response = await fetchAs((await paste()).replace('/views/original', ''), 'token of the bot');
    expect(await response.json()).toEqual({
      name: 'Anna at work.png',
      type: 'image/png',
      views: [{ viewId: 'original', size: 5_000 }],
    });
  });
});

describe('an uploaded file', () => {
  async function upload(name = picture.name): Promise<string> {
    const client = await desk.open(ada);
    await client.sendImage({ ...picture, name, as: 'file' });
    const { downloadUrl } = (attachments()[0]?.content ?? {}) as { downloadUrl: string };
    return downloadUrl;
  }

  it('is announced with its name, its type and an address of its own', async () => {
    const url = await upload();
    expect(attachments()).toMatchObject([
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: 'Anna at work.png',
        content: { uniqueId: expect.stringMatching(/^[0-9A-F-]{36}$/), fileType: 'png', downloadUrl: url },
      },
      { contentType: 'text/html' },
    ]);
    expect(url).not.toContain('/connector/');
    await upload('README');
    expect(attachments()[0]?.content).not.toHaveProperty('fileType');
  });

  it('is given to whoever has the address, as long as that lasts', async () => {
    const url = await upload();
    const response = await fetchAs(url);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    await fetchAs(url, 'token of the bot');
    expect(desk.teams.files.downloads).toMatchObject([{ withToken: false }, { withToken: true }]);
    expect((await fetchAs(url.replace(/tempauth=./, 'tempauth='))).status).toBe(401);
    expect((await fetchAs(url.replace(/UniqueId=./, 'UniqueId='))).status).toBe(404);
    expect((await fetchAs(attachments()[0]?.contentUrl ?? '')).status).toBe(403);
    desk.teams.settings.fileLinkLifetimeMs = 0;
    expect((await fetchAs(url)).status).toBe(401);
  });

  it('fails on order', async () => {
    const url = await upload();
    const { faults } = desk.teams.files;
    faults.push({ on: 'inline', status: 404 }, { status: 404 }, { contentType: 'text/html' });
    expect((await fetchAs(url)).status).toBe(404);
    expect((await fetchAs(url)).headers.get('content-type')).toBe('text/html');
    expect(faults).toEqual([{ on: 'inline', status: 404 }]);

    // Larger than was announced, which HTTP does not let one read; without announcement; and cut off.
    faults.push(
      { announcedBytes: 10 },
      { announcedBytes: 'none', bodyBytes: 6_000 },
      { announcedBytes: 6_000 },
    );
    expect((await (await fetchAs(url)).arrayBuffer()).byteLength).toBe(10);
    const endless = await fetchAs(url);
    expect(endless.headers.has('content-length')).toBe(false);
    expect((await endless.arrayBuffer()).byteLength).toBe(6_000);
    await expect(fetchAs(url).then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  it('drips on order, until nobody waits any more', async () => {
    const url = await upload();
    desk.teams.files.faults.push({ drip: { bytes: 2_500, everyMs: 1 } });
    expect((await (await fetchAs(url)).arrayBuffer()).byteLength).toBe(5_000);
    desk.teams.files.faults.push({ drip: { bytes: 1, everyMs: 1_000_000 } });
    const stuck = new AbortController();
    const response = await fetch(url, { signal: stuck.signal });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(1);
    const next = reader?.read();
    stuck.abort();
    await expect(next).rejects.toThrow();
  });
});

it('a file stands in the message of the person who sent it, and is for them alone', async () => {
  const client = await desk.open(ada);
  await client.sendImage({ ...picture, as: 'inline', text: 'hello' });
  const [message] = client.messages();
  expect(message).toMatchObject({
    from: ada.oid,
    text: 'hello',
    attachments: [{ contentType: 'image/png', name: 'Anna at work.png' }],
  });
  const address = new URL(message?.attachments[0]?.contentUrl ?? '', desk.address).toString();
  const own = await fetch(address);
  expect(own.headers.get('content-security-policy')).toBe('sandbox');
  expect(new Uint8Array(await own.arrayBuffer())).toEqual(bytes);
  expect((await fetch(address.replace(ada.oid, ben.oid))).status).toBe(404);
});
