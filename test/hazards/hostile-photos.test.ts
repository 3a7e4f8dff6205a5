import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import type { Photo } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import type { FileFault } from '../../src/sandbox/teams/fileFaults.ts';
import { type BotProcess, startBot } from '../support/botProcess.ts';
import { elementsOf, textOf, titlesOf } from '../support/cards.ts';
import { type HostilePicture, hostilePictures } from '../support/hostilePictures.ts';
import { openChat, startServices } from '../support/processDesk.ts';
import { hazard } from './hazard.ts';

const target = people.obrien;
const largest = 4 * 1024 * 1024;
/** Characters of Base64 that a card has room for, and pixels that Graph serves. */
const longestOnCard = 16_000;
const widestOfGraph = 648;
/** Megabytes that the bot may need at its peak more than before: an answer that is cut off, as text and as bytes. */
const mostMb = 64;
/** Bytes that may have gone out to the bot: what it reads, and what the buffers of both ends and of the system hold. */
const mostSent = 16 * 1024 * 1024;

let sandbox: Sandbox;
let bot: BotProcess;
let client: TeamsClient;
let mostGone = 0;

async function begin(): Promise<void> {
  sandbox = await startServices();
  bot = await startBot(sandbox, { STORAGE: 'memory:' });
  client = await openChat(sandbox);
  await client.send('help');
}

/** A case: a picture that Graph has of somebody, or one that a user sends, and what goes wrong on the way. */
interface Case {
  readonly name: string;
  readonly picture: Pick<HostilePicture, 'bytes' | 'is' | 'pixels'>;
  readonly from: 'graph' | 'inline' | 'file';
  readonly status?: number;
  readonly fault?: FileFault;
  /** What happens to Graph's answer. */
  readonly broken?: Fault['kind'];
}

const [portrait] = hostilePictures as [HostilePicture];
const onTheWay: readonly (readonly [name: string, fault: FileFault])[] = [
  ['is gone', { status: 404 }],
  ['may not be had any more', { status: 403 }],
  ['fails', { status: 500 }],
  ['never ends', { bodyBytes: 2 ** 40, announcedBytes: 'none' }],
  ['is announced as small, and never ends', { bodyBytes: 2 ** 40, announcedBytes: 2 ** 40 }],
  ['is announced as larger than it is', { announcedBytes: largest }],
  ['is called a page', { contentType: 'text/html' }],
  ['drips', { drip: { bytes: 1, everyMs: 2_000 } }],
];
const cases: readonly Case[] = [
  ...hostilePictures.flatMap((picture) =>
    (['graph', 'inline', 'file'] as const).map((from) => ({
      name: `${picture.name}, ${from}`,
      picture,
      from,
    })),
  ),
  ...[400, 403, 404, 429, 500, 503].map((status) => ({
    name: `a photo that Graph answers with ${status}`,
    picture: portrait,
    from: 'graph' as const,
    status,
  })),
  ...(['truncate', 'break', 'reset', 'delay'] as const).map((broken) => ({
    name: `a photo with which Graph's answer ends by ${broken}`,
    picture: portrait,
    from: 'graph' as const,
    broken,
  })),
  ...onTheWay.flatMap(([name, fault]) =>
    (['inline', 'file'] as const).map((from) => ({
      name: `a picture that ${name}, ${from}`,
      picture: portrait,
      from,
      fault,
    })),
  ),
];

/** Does it. @returns the megabytes that the bot needed more meanwhile, at its peak. @throws where that can't be told */
async function peakMbOf(work: () => Promise<void>): Promise<number> {
  const folder = `/proc/${bot.pid}`;
  if (!existsSync(`${folder}/clear_refs`)) throw new Error('The memory can be measured on Linux alone');
  const highestKb = (): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1]);
  // https://docs.kernel.org/filesystems/proc.html: 5 sets the peak to what there is now.
  writeFileSync(`${folder}/clear_refs`, '5');
  const before = highestKb();
  await work();
  return (highestKb() - before) / 1024;
}

async function clear(): Promise<void> {
  const chat = sandbox.teams.conversations.get(client.conversationId);
  for (const { id } of chat?.snapshot().messages ?? []) chat?.remove(id);
  sandbox.graph.faults.clear();
  sandbox.teams.files.faults.length = 0;
  sandbox.teams.files.downloads.length = 0;
  sandbox.graph.requests.length = 0;
}

/** Looks somebody up, with this for a photo: the card is there, with the photo where it is one that fits. */
async function lookUp({ picture: { bytes, is, pixels }, status, broken }: Case): Promise<void> {
  const asked: unknown[] = [];
  const served = (size?: number): Buffer => {
    asked.push(size);
    return bytes;
  };
  const photo: Photo = { contentType: 'image/png', width: 240, height: 240, bytes: served };
  sandbox.graph.directory.setPhoto(target.oid, photo);
  if (status !== undefined)
    sandbox.graph.faults.add({ match: { pathIncludes: '/photos/' }, kind: 'status', status, times: 4 });
  if (broken) sandbox.graph.faults.add({ match: { pathIncludes: '/photos/' }, kind: broken });
  await client.send(target.oid);
  const { card } = client.last();
  // The photo alone would do in that size: https://learn.microsoft.com/graph/api/profilephoto-get.
  expect(asked.filter((size) => size !== 96)).toEqual([]);
  if (broken === 'delay') {
    expect(textOf(card)).toContain('can’t be reached just now');
    return;
  }
  expect(textOf(card)).toContain(`${target.displayName}\n`);
  expect(titlesOf(card)).toContain('Save');
  const isShown =
    status === undefined &&
    is !== 'neither' &&
    pixels <= widestOfGraph &&
    bytes.toString('base64').length <= longestOnCard;
  const urls = elementsOf(card).flatMap(({ type, url }) => (type === 'Image' ? String(url) : []));
  expect(urls).toEqual(isShown ? [`data:image/${is};base64,${bytes.toString('base64')}`] : []);
}

/** Sends it for somebody's photo: the profile with the new photo is there, or a card that says what is wrong. */
async function send({ picture: { bytes, is, pixels }, from, fault = {} }: Case): Promise<void> {
  sandbox.graph.directory.setPhoto(target.oid, undefined);
  await client.send(`photo ${target.oid}`);
  // The SDK's client asks the connector again after some of them.
  sandbox.teams.files.faults.push(...Array.from({ length: 9 }, () => fault));
  const as = from === 'file' ? 'file' : 'inline';
  await client.sendImage({ bytes, contentType: 'image/png', name: 'photo.png', as });
  const { card } = client.last();
  for (const { bytes: sent } of sandbox.teams.files.downloads) {
    mostGone = Math.max(mostGone, sent);
    expect(sent).toBeLessThanOrEqual(mostSent);
  }
  const said = textOf(card);
  if (fault.status !== undefined || fault.drip || fault.announcedBytes === largest)
    expect(said).toContain('could not be fetched');
  else if ((fault.bodyBytes ?? bytes.length) > largest) expect(said).toContain('larger than 4 MB');
  else if (is === 'neither') expect(said).toContain('neither a JPEG nor a PNG');
  else expect(said).toContain(`New photo, in your message above: ${is.toUpperCase()}, `);
  expect(titlesOf(card).includes('Save')).toBe(said.includes('New photo'));
  if (said.includes('New photo')) expect(said.replaceAll(',', '')).toContain(String(pixels));
  expect(sandbox.graph.requests.filter(({ method }) => method !== 'POST')).toEqual([]);
}

/** A picture of which some bytes are others, or missing. What it is then is not known beforehand. */
const spoiled = fc
  .record({
    of: fc.constantFrom(
      ...hostilePictures.filter(({ is, bytes }) => is !== 'neither' && bytes.length < 20_000),
    ),
    keeps: fc.double({ min: 0, max: 1, noNaN: true }),
    changes: fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 4 }),
  })
  .map(({ of, keeps, changes }) => {
    const bytes = Buffer.from(of.bytes.subarray(0, Math.ceil(of.bytes.length * keeps)));
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });

hazard(
  {
    number: 23,
    hazard: 'Photos that are gone, huge, endless, cut, or something else, from Graph and from people',
    promise:
      'A card always appears; no more than 4 MB are read; only what is a JPEG or PNG by its bytes is shown or taken, and nothing is decoded',
    cases: 500,
    least: 30,
  },
  async (run) => {
    await begin();
    const [order = []] = fc.sample(fc.shuffledSubarray([...cases], { minLength: cases.length }), {
      numRuns: 1,
      seed: run.seed,
    });
    const chosen = order.slice(0, run.cases);
    let most = 0;
    for (const one of chosen)
      await run.check(one.name, async () => {
        await clear();
        const peak = await peakMbOf(() => (one.from === 'graph' ? lookUp(one) : send(one)));
        most = Math.max(most, peak);
        expect(peak).toBeLessThan(mostMb);
      });
    if (run.cases > chosen.length)
      await run.property(
        fc.asyncProperty(spoiled, fc.boolean(), async (bytes, isOfGraph) => {
          await clear();
          if (isOfGraph) {
            const photo: Photo = { contentType: 'image/png', width: 240, height: 240, bytes: () => bytes };
            sandbox.graph.directory.setPhoto(target.oid, photo);
            await client.send(target.oid);
            expect(textOf(client.last().card)).toContain(`${target.displayName}\n`);
          } else {
            await client.send(`photo ${target.oid}`);
            await client.sendImage({ bytes, contentType: 'image/png', name: 'x.png', as: 'file' });
            expect(textOf(client.last().card)).toMatch(/New photo|neither a JPEG nor a PNG/);
          }
        }),
        run.cases - chosen.length,
      );
    return `${hostilePictures.length} files in 3 ways, ${chosen.length} of ${cases.length} named cases; most memory more at a peak: ${Math.round(most)} MB; of an endless file ${(mostGone / 1024 / 1024).toFixed(1)} MB went out, buffers and all`;
  },
);
