import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CardAction } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import {
  type CrashDesk,
  leaseMs,
  type Moment,
  minuteMs,
  type Scene,
  saveButtonOf,
  startCrashDesk,
} from '../support/crashDesk.ts';

/** Somebody whose card stood somewhere when the process was killed. */
interface Left extends Scene {
  /** The Save button that the card had at first. */
  readonly save: CardAction;
}

const typed = { jobTitle: 'Harbor Master' };
const theirs = { jobTitle: 'Crane Lead' };
const disabling = { accountEnabled: 'false' };
const disabled = { accountEnabled: false };

let desk: CrashDesk;

interface Way {
  /** How the card came to stand where it did, and a button that it has then. */
  readonly before?: readonly [act: (scene: Scene) => Promise<unknown>, button: string];
  /** How far that button's work had come, if it was pressed. */
  readonly pressed?: Moment;
}

const asksToConfirm = (scene: Scene) => desk.press(scene, 'Save', disabling);
const saves = (scene: Scene) => desk.press(scene, 'Save', typed);
const meetsConflict = async (scene: Scene) => {
  desk.sandbox.graph.directory.update(scene.oid, theirs);
  await saves(scene);
};
const ways = {
  open: {},
  confirming: { before: [asksToConfirm, 'Confirm'] },
  confirmReading: { before: [asksToConfirm, 'Confirm'], pressed: 'reading' },
  confirmApplied: { before: [asksToConfirm, 'Confirm'], pressed: 'applied' },
  conflict: { before: [meetsConflict, 'Keep mine'] },
  undoReading: { before: [saves, 'Undo'], pressed: 'reading' },
  undoSending: { before: [saves, 'Undo'], pressed: 'sending' },
  undoApplied: { before: [saves, 'Undo'], pressed: 'applied' },
} satisfies Record<string, Way>;
type WayName = keyof typeof ways;

const left = new Map<WayName, Left[]>();
function take(way: WayName): Left {
  const scene = left.get(way)?.pop();
  if (!scene) throw new Error(`No more scenes: ${way}`);
  return scene;
}
async function lookUpAgain(scene: Left): Promise<Left> {
  await desk.client.send(scene.oid);
  return { ...scene, messageId: desk.client.last().id };
}
const textFor = (scene: Scene) => textOf(desk.view(scene).card);

beforeAll(async () => {
  desk = await startCrashDesk();
  for (const [name, { before }] of Object.entries(ways) as [WayName, Way][]) {
    const scenes: Left[] = [];
    for (let count = 4; count > 0; count--) {
      const scene = await desk.openScene();
      const save = saveButtonOf(desk.view(scene), name.startsWith('confirm') ? disabling : typed);
      await before?.[0](scene);
      scenes.push({ ...scene, save });
    }
    left.set(name, scenes);
  }
  // What is shown is stored as well, before the process dies.
  await desk.client.reload();
  const pressed: (() => Promise<void>)[] = [];
  for (const [name, { before: [, button] = [], pressed: moment }] of Object.entries(ways) as [WayName, Way][])
    for (const scene of left.get(name) ?? []) {
      await desk.client.waitFor(() => !button || titlesOf(desk.view(scene).card).includes(button));
      if (button && moment) pressed.push(() => desk.pressUntil(moment, scene, button));
    }
  // These at the same time, so that none of them has its answer yet.
  await Promise.all(pressed.map((press) => press()));
  await desk.kill();
  await desk.restart(leaseMs);
});
afterAll(() => desk.close());

describe('killed while a card was merely open', () => {
  it('Save saves, once', async () => {
    const scene = take('open');
    expect(await desk.press(scene, 'Save', typed)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('Show result and Undo say that nothing was saved', async () => {
    const scene = take('open');
    for (const verb of ['showResult', 'undo'])
      expect(await desk.clickOld(scene, verb, scene.save)).toContain('Nothing was saved yet.');
    expect(desk.writesTo(scene)).toEqual([]);
  });

  it('a fresh look-up saves, and the old card then overwrites nothing', async () => {
    const scene = take('open');
    expect(await desk.press(await lookUpAgain(scene), 'Save', theirs)).toMatch(/^Saved\n/);
    expect(await desk.press(scene, 'Save', typed)).toMatch(/^Somebody else changed this meanwhile/);
    expect(desk.writesTo(scene)).toEqual([theirs]);
  });

  it('what others changed meanwhile is not overwritten unseen', async () => {
    const scene = take('open');
    desk.sandbox.graph.directory.update(scene.oid, theirs);
    expect(await desk.press(scene, 'Save', typed)).toContain(theirs.jobTitle);
    expect(desk.writesTo(scene)).toEqual([]);
  });
});

describe('killed while a change waited to be confirmed', () => {
  it('Confirm saves, once', async () => {
    const scene = take('confirming');
    expect(textFor(scene)).toMatch(/^Confirm this change/);
    expect(await desk.press(scene, 'Confirm')).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([disabled]);
  });

  it.each(['save', 'showResult', 'undo'])(
    'it still waits, whatever an old card asks for: %s',
    async (verb) => {
      const scene = take('confirming');
      expect(await desk.clickOld(scene, verb, scene.save)).toMatch(/^Confirm this change/);
      expect(inputsOf(desk.view(await lookUpAgain(scene)).card).accountEnabled).toBe('true');
      expect(desk.writesTo(scene)).toEqual([]);
    },
  );

  it('confirmed but not sent, it is asked again before it is saved', async () => {
    const scene = take('confirmReading');
    expect(await desk.press(scene, 'Confirm')).toContain('interrupted before anything was sent');
    expect(desk.writesTo(scene)).toEqual([]);
    expect(await desk.press(scene, 'Save')).toMatch(/^Confirm this change/);
    expect(await desk.press(scene, 'Confirm')).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([disabled]);
  });

  it.each(['save', 'showResult'])('confirmed but not sent, an old card says so: %s', async (verb) => {
    const scene = take('confirmReading');
    const text = await desk.clickOld(scene, verb, scene.save);
    expect(text).toMatch(verb === 'save' ? /^Confirm this change/ : /interrupted before anything was sent/);
    expect(desk.writesTo(scene)).toEqual([]);
  });

  it('confirmed and done, Confirm says that it is saved, and does not write again', async () => {
    const scene = take('confirmApplied');
    expect(await desk.press(scene, 'Confirm')).toMatch(/^Saved\n/);
    await desk.reload();
    expect(textFor(scene)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([disabled]);
  });

  it('confirmed and done, Cancel can’t take it back, and says that it is saved', async () => {
    const scene = take('confirmApplied');
    expect(await desk.press(scene, 'Cancel')).toMatch(/^Saved\n/);
    expect(titlesOf(desk.view(scene).card)).toContain('Undo');
    expect(desk.writesTo(scene)).toEqual([disabled]);
  });
});

describe('killed while a conflict was shown', () => {
  it('Keep mine saves over what was seen, once', async () => {
    const scene = take('conflict');
    expect(textFor(scene)).toContain(theirs.jobTitle);
    expect(await desk.press(scene, 'Keep mine')).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('Keep mine does not save over what was not seen', async () => {
    const scene = take('conflict');
    desk.sandbox.graph.directory.update(scene.oid, { jobTitle: 'Signalman' });
    const text = await desk.press(scene, 'Keep mine');
    expect(text).toMatch(/^Somebody else changed this meanwhile/);
    expect(text).toContain('Signalman');
    expect(desk.writesTo(scene)).toEqual([]);
  });

  it('Take theirs writes nothing', async () => {
    const scene = take('conflict');
    expect(await desk.press(scene, 'Take theirs')).toMatch(/^Cancelled\. Nothing was saved\./);
    expect(desk.writesTo(scene)).toEqual([]);
  });

  it('Save, Show result and Undo of an old card show the conflict again', async () => {
    const scene = take('conflict');
    for (const verb of ['save', 'showResult', 'undo'])
      expect(await desk.clickOld(scene, verb, scene.save)).toMatch(/^Somebody else changed this meanwhile/);
    expect(desk.writesTo(scene)).toEqual([]);
  });
});

describe('killed while a change was being taken back', () => {
  const back = (scene: Scene) => [typed, { jobTitle: scene.before }];

  it('before anything was sent, Undo takes it back, once', async () => {
    const scene = take('undoReading');
    expect(await desk.press(scene, 'Undo')).toMatch(/^Undone\n/);
    expect(desk.writesTo(scene)).toEqual(back(scene));
  });

  it('before anything was sent, Show result says that it was not taken back, and offers Undo', async () => {
    const scene = take('undoReading');
    expect(await desk.clickOld(scene, 'showResult', scene.save)).toMatch(/^Not undone\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
    expect(await desk.press(scene, 'Undo')).toMatch(/^Undone\n/);
    expect(desk.jobTitleOf(scene)).toBe(scene.before);
  });

  it.each(['undo', 'showResult', 'save'])(
    'sent and lost, it is not known, and not sent again: %s',
    async (verb) => {
      const scene = take('undoSending');
      expect(await desk.clickOld(scene, verb, scene.save)).toMatch(/^Not known whether it was saved\n/);
      await desk.reload();
      expect(textFor(scene)).toMatch(/^Not known whether it was saved\n/);
      expect(desk.writesTo(scene)).toEqual(back(scene));
      expect(desk.jobTitleOf(scene)).toBe(typed.jobTitle);
    },
  );

  it.each(['undo', 'showResult', 'save'])('done, it says so, and is not done again: %s', async (verb) => {
    const scene = take('undoApplied');
    // A read may be from before the save, which had replaced the same value.
    expect(await desk.clickOld(scene, verb, scene.save)).toMatch(/^Not known whether it was saved\n/);
    desk.turnClockTo(11 * minuteMs);
    expect(await desk.clickOld(scene, verb, scene.save)).toMatch(/^Undone\n/);
    desk.turnClockTo(leaseMs);
    expect(desk.writesTo(scene)).toEqual(back(scene));
    expect(inputsOf(desk.view(await lookUpAgain(scene)).card).jobTitle).toBe(scene.before);
  });
});
