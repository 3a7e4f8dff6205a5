import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { elementsOf, inputsOf, isShown, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { show } from '../support/writes.ts';

const target = people.annaSmith;
const picture = Buffer.from(drawnPhoto('somebody else').bytes(240));
let now = Date.now();
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const photoWrites = () =>
  desk.sandbox.graph.requests.filter(({ method, url }) => method !== 'GET' && url.includes('/photo/$value'));
const presentPhoto = (oid = target.oid) => desk.sandbox.graph.directory.view(0).find(oid)?.photo?.bytes(240);

async function open(oid = target.oid): Promise<MessageView> {
  await client.send(oid);
  await desk.app.idle();
  return client.last();
}

describe('a new photo', () => {
  it('is asked for on the card, sent in the chat, and saved together with what was typed', async () => {
    const message = await open();
    const asked = await press(client, message, 'Change photo', { jobTitle: 'Dock Master' });
    expect(textOf(asked.card)).toContain('Send the new photo in this chat now');
    expect(inputsOf(asked.card).jobTitle).toBe('Dock Master');
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'anna.png', as: 'inline' });
    const prepared = client.last();
    expect(textOf(prepared.card)).toMatch(
      /New photo, in your message above: PNG, 240 × 240 pixels, \d+ KB\./,
    );
    expect(textOf(prepared.card)).toContain('Photo: the present photo → the new photo');
    expect(inputsOf(prepared.card).jobTitle).toBe('Dock Master');
    expect(photoWrites()).toEqual([]);
    desk.graphCalls();
    const saved = await press(client, prepared, 'Save');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(textOf(saved.card)).toContain('Undo does not bring back: Photo.');
    expect(photoWrites()).toHaveLength(1);
    expect(Buffer.from(presentPhoto() ?? [])).toEqual(picture);
    expect(desk.sandbox.graph.directory.person(target.oid)?.jobTitle).toBe('Dock Master');
    expect(desk.graphCalls()).toHaveLength(3);
    await press(client, saved, 'Undo');
    expect(desk.sandbox.graph.directory.person(target.oid)?.jobTitle).not.toBe('Dock Master');
    expect(Buffer.from(presentPhoto() ?? [])).toEqual(picture);
  });

  it('brings back nothing that nobody typed, and that somebody else has changed since', async () => {
    desk.sandbox.graph.directory.update(target.oid, { usageLocation: 'NL', city: 'Delft' });
    await press(client, await open(), 'Change photo', { jobTitle: 'Dock Master' });
    desk.sandbox.graph.directory.update(target.oid, { usageLocation: 'DE', city: 'Bremen' });
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    expect(inputsOf(client.last().card)).toMatchObject({
      ...{ jobTitle: 'Dock Master', usageLocation: 'Germany', city: 'Bremen' },
    });
  });

  it('is saved with profile, SharePoint and manager in 3 round trips, the re-read included', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    const shown = await show(client, client.last(), 'about');
    desk.graphCalls();
    const saved = await press(client, shown, 'Save', {
      jobTitle: 'Dock Master',
      aboutMe: 'Rows',
      manager: people.userAdministrator.oid,
    });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(desk.graphCalls().sort()).toEqual([
      'POST /v1.0/$batch',
      'POST /v1.0/$batch',
      `PUT /v1.0/users/${target.oid}/photo/$value`,
    ]);
    const record = desk.sandbox.graph.directory.view(0).find(target.oid);
    expect(record?.managerId).toBe(people.userAdministrator.oid);
    expect(record?.user).toMatchObject({ jobTitle: 'Dock Master', aboutMe: 'Rows' });
    expect(Buffer.from(presentPhoto() ?? [])).toEqual(picture);
  });

  it('that comes after the one that was asked for is nobody’s until it is said whose', async () => {
    await press(client, await open(), 'Change photo');
    for (const says of ['New photo, in your message above', 'Whose photo is this?']) {
      await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'a.png', as: 'inline' });
      expect(client.last().text || textOf(client.last().card)).toContain(says);
    }
  });

  it.each(['inline', 'file'] as const)(
    'can begin with the picture (%s): whose it is is asked',
    async (as) => {
      await client.send('hi');
      await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.jpg', as });
      expect(client.last().text).toBe('Whose photo is this? Type a name.');
      await client.send(target.userPrincipalName);
      expect(textOf(client.last().card)).toContain('New photo, in your message above: PNG, 240 × 240');
      await press(client, client.last(), 'Save');
      expect(photoWrites()).toHaveLength(1);
    },
  );

  it('can begin with a command, and is left by typing something else', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    expect(client.last().text).toContain('Send the picture here');
    await client.send(people.obrien.displayName);
    expect(textOf(client.last().card)).toContain(people.obrien.displayName);
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'file' });
    expect(textOf(client.last().card)).toContain('New photo, in your message above');
  });

  it('of somebody of whom there are several is kept while one is chosen', async () => {
    await client.send('photo Anna Smith');
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    const chosen = await press(client, client.last(), 'Open');
    expect(textOf(chosen.card)).toContain('New photo, in your message above');
    expect(textOf((await press(client, chosen, 'Save')).card)).toMatch(/^Saved\n/);
    expect(photoWrites()).toHaveLength(1);
  });

  it('can be given up, and the present one removed instead', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    const kept = await press(client, client.last(), 'Keep present photo');
    expect(textOf(kept.card)).not.toContain('New photo');
    const asked = await press(client, kept, 'Change photo');
    expect(isShown(asked.card, '$edit-identity')).toBe(true);
    const removing = await press(client, asked, 'Remove photo');
    expect(textOf(removing.card)).toContain('Photo: the present photo → (none)');
    expect(textOf((await press(client, removing, 'Save')).card)).toMatch(/^Saved\n/);
    expect(photoWrites().map(({ method }) => method)).toEqual(['DELETE']);
    expect(presentPhoto()).toBeUndefined();
  });

  it('whose write got no answer is told as far as it can be known, and not asked about for ever', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    const { graph } = desk.sandbox;
    graph.faults.add({ match: { method: 'PUT' }, kind: 'reset', afterApply: true });
    const unclear = await press(client, client.last(), 'Save');
    expect(textOf(unclear.card)).toMatch(/^Not known whether it was saved\n/);
    const looked = await press(client, unclear, 'Show result');
    expect(titlesOf(looked.card)).toContain('Show result');
    now += 11 * 60_000;
    const { card } = await press(client, looked, 'Show result');
    expect(textOf(card)).toMatch(/^Not known whether it was saved\n/);
    expect(textOf(card)).toContain('Whether the photo that is there now is the one you sent can’t be told');
    expect(titlesOf(card)).toEqual(['Edit again', 'View in Entra admin center']);
    expect(photoWrites()).toHaveLength(1);
  });

  it.each([
    ['that was saved', undefined],
    ['whose write got no answer', { match: { method: 'PUT' }, kind: 'reset', afterApply: true }],
  ] as const)('%s, is replaced without a question by whoever sees it', async (_what, fault) => {
    const save = async (name: string) => {
      const bytes = Buffer.from(drawnPhoto(name).bytes(240));
      await client.send(`photo ${target.userPrincipalName}`);
      await client.sendImage({ bytes, contentType: 'image/png', name: 'x.png', as: 'inline' });
      return await press(client, client.last(), 'Save');
    };
    if (fault) desk.sandbox.graph.faults.add(fault);
    await save('first');
    expect(textOf((await save('second')).card)).toMatch(/^Saved\n/);
    expect(photoWrites()).toHaveLength(2);
  });

  it('that was sent again, and whose write got no answer again, is not told as not saved', async () => {
    const { graph } = desk.sandbox;
    let message: MessageView | undefined;
    for (const _time of ['first', 'second']) {
      await client.send(`photo ${target.userPrincipalName}`);
      await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
      graph.faults.add({ match: { method: 'PUT' }, kind: 'reset', afterApply: true });
      const unclear = await press(client, client.last(), 'Save');
      now += 11 * 60_000;
      message = await press(client, unclear, 'Show result');
    }
    expect(textOf(message?.card)).toMatch(/^Not known whether it was saved\n/);
    expect(Buffer.from(presentPhoto() ?? [])).toEqual(picture);
    expect(photoWrites()).toHaveLength(2);
  });

  it('is not told as saved where a page answers in the place of Graph', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    desk.sandbox.graph.faults.add({ match: { method: 'PUT' }, kind: 'html', status: 200 });
    const { card } = await press(client, client.last(), 'Save');
    expect(textOf(card)).toMatch(/^Not known whether it was saved\n/);
    expect(photoWrites()).toHaveLength(1);
  });

  it('is asked for and read in one round trip where the person is known by their sign-in name', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    desk.graphCalls();
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    expect(textOf(client.last().card)).toContain('Nothing was saved yet. Check the change and press Save.');
    expect(desk.graphCalls()).toHaveLength(1);
  });

  it('is not put over one that could not be shown, before that is said', async () => {
    desk.sandbox.graph.faults.add({
      match: ({ path }) => path.includes('/photos/'),
      kind: 'status',
      status: 403,
      times: 4,
    });
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    desk.sandbox.graph.faults.clear();
    expect(textOf(client.last().card)).toContain('Photo: (could not be read) → the new photo');
    const { card } = await press(client, client.last(), 'Save');
    expect(textOf(card)).toMatch(/^You have not seen what is there now\n/);
    expect(textOf(card)).toMatch(
      /You saw\n\(could not be read\)\nNow\nthe present photo\nYours\nthe new photo/,
    );
    expect(photoWrites()).toEqual([]);
    const saved = await press(client, client.last(), 'Keep mine');
    expect(textOf(saved.card)).toMatch(/^Saved\nAnna Smith.*Photo: the present photo → the new photo/s);
    expect(Buffer.from(presentPhoto() ?? [])).toEqual(picture);
  });

  it('somebody without a mailbox has no place for is refused with words that help', async () => {
    await client.send(`photo ${people.withoutMailbox.userPrincipalName}`);
    const large = Buffer.from(drawnPhoto('large').bytes(648));
    const padded = Buffer.concat([large, Buffer.alloc(Math.max(0, 120_000 - large.length))]);
    await client.sendImage({ bytes: padded, contentType: 'image/png', name: 'x.png', as: 'inline' });
    const told = await press(client, client.last(), 'Save');
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain('no mailbox');
  });
});

describe('what Graph gives for a photo', () => {
  it.each([
    ['something else than it is called', 'image/png', Buffer.from('<svg onload="alert(1)"></svg>'), 1],
    ['more than is read of an answer', 'image/png', Buffer.concat([picture, Buffer.alloc(5_000_000)]), 2],
  ])('is left out of the card where it is %s', async (_what, contentType, bytes, requests) => {
    const photo = { contentType, width: 240, height: 240, bytes: () => bytes };
    desk.sandbox.graph.directory.setPhoto(target.oid, photo);
    desk.graphCalls();
    const { card } = await open();
    expect(textOf(card)).toContain(target.displayName);
    expect(elementsOf(card).filter(({ type }) => type === 'Image')).toEqual([]);
    expect(desk.graphCalls()).toHaveLength(requests);
  });
});

describe('what is no photo', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
  const gif = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64');
  it.each([
    ['an SVG that is called a PNG', svg, 'neither a JPEG nor a PNG'],
    ['a GIF', gif, 'neither a JPEG nor a PNG'],
    ['no bytes at all', Buffer.alloc(0), 'neither a JPEG nor a PNG'],
    ['a text', Buffer.from('hello'), 'neither a JPEG nor a PNG'],
    ['more than 4 MB', Buffer.concat([picture, Buffer.alloc(4 * 1024 * 1024)]), 'larger than 4 MB'],
  ])('is refused with the reason: %s', async (_what, bytes, says) => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes, contentType: 'image/png', name: 'x.png', as: 'file' });
    expect(textOf(client.last().card)).toContain(says);
    expect(titlesOf(client.last().card)).not.toContain('Save');
    expect(photoWrites()).toEqual([]);
  });

  it.each([
    ['that is gone', { status: 404 }],
    ['that breaks off', { announcedBytes: 9_999_999 }],
  ])('a picture %s is asked for again', async (_what, fault) => {
    await client.send(`photo ${target.userPrincipalName}`);
    desk.sandbox.teams.files.faults.push(fault);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'inline' });
    expect(textOf(client.last().card)).toContain('could not be fetched');
  });

  it('a picture on a host that is not named is not fetched, and no token leaves for where files are', async () => {
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'file' });
    expect(desk.sandbox.teams.files.downloads.map(({ withToken }) => withToken)).toEqual([false]);
    await desk.close();
    desk = await startDesk({ environment: { FILE_HOSTS: '*.sharepoint.com' } });
    client = await desk.as(people.userAdministrator);
    await client.send(`photo ${target.userPrincipalName}`);
    await client.sendImage({ bytes: picture, contentType: 'image/png', name: 'x.png', as: 'file' });
    expect(textOf(client.last().card)).toContain('could not be fetched');
    expect(desk.sandbox.teams.files.downloads).toEqual([]);
  });
});
