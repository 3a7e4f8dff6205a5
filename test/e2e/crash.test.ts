import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
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
import { press } from '../support/desk.ts';

/** Somebody whose new job title was being saved when the process was killed. */
interface Killed extends Scene {
  /** The Save button that was pressed. */
  readonly save: CardAction;
}

const typed = { jobTitle: 'Harbor Master' };
const other = { jobTitle: 'Dock Master' };

let desk: CrashDesk;
/** By how far the save had come; the `late` ones had been answered with “Saving…” before. */
const killed: Record<'reading' | 'sending' | 'applied' | 'lateSending' | 'lateApplied', Killed[]> = {
  reading: [],
  sending: [],
  applied: [],
  lateSending: [],
  lateApplied: [],
};

function take(moment: keyof typeof killed): Killed {
  const scene = killed[moment].pop();
  if (!scene) throw new Error(`No more scenes: ${moment}`);
  return scene;
}

beforeAll(async () => {
  desk = await startCrashDesk();
  const opened = async (): Promise<Killed> => {
    const scene = await desk.openScene();
    return { ...scene, save: saveButtonOf(desk.view(scene), typed) };
  };
  const interrupt = (moment: Moment, scenes: readonly Killed[]) =>
    scenes.map((scene) => desk.pressUntil(moment, scene, 'Save', typed));

  killed.lateSending.push(await opened());
  killed.lateApplied.push(await opened(), await opened());
  for (const moment of ['reading', 'sending', 'applied'] as const)
    for (let count = 6; count > 0; count--) killed[moment].push(await opened());
  const late = [interrupt('sending', killed.lateSending), interrupt('applied', killed.lateApplied)];
  await Promise.all(late.flat());
  await desk.untilAnswered([...killed.lateSending, ...killed.lateApplied]);
  // These at the same time, so that none of them has its answer yet.
  await Promise.all([
    ...interrupt('reading', killed.reading),
    ...interrupt('sending', killed.sending),
    ...interrupt('applied', killed.applied),
  ]);
  await desk.kill();
});
afterAll(() => desk.close());

describe('right after a process was killed in the middle of a save', () => {
  beforeAll(() => desk.restart(0, { invokeMs: 500 }));

  it.each(['reading', 'sending', 'applied'] as const)(
    'Save again says that the save may still be under way, and writes nothing (%s)',
    async (moment) => {
      const scene = take(moment);
      const written = desk.writesTo(scene);
      expect(await desk.press(scene, 'Save', typed)).toMatch(/^Saving…/);
      await desk.reload();
      expect(titlesOf(desk.view(scene).card)).toEqual(['Show result']);
      expect(desk.writesTo(scene)).toEqual(written);
    },
  );

  it('nobody else saves the same person meanwhile', async () => {
    const scene = take('sending');
    const colleague = await desk.as(people.globalAdministrator);
    await colleague.send(scene.oid);
    const { id } = await press(colleague, colleague.last(), 'Save', other);
    await desk.reload();
    await colleague.reload();
    expect(textOf(colleague.view(id).card)).toContain('Somebody else is saving this person just now');
    expect(desk.writesTo(scene)).toEqual([typed]);
  });
});

describe('killed before anything was sent', () => {
  beforeAll(() => desk.restart(leaseMs));

  it('Save on the same card saves, once', async () => {
    const scene = take('reading');
    expect(await desk.press(scene, 'Save', typed)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
    await desk.reload();
    expect(await desk.press(scene, 'Undo')).toMatch(/^Undone\n/);
    expect(desk.jobTitleOf(scene)).toBe(scene.before);
  });

  it('Show result says that nothing was saved, and offers to save what was typed', async () => {
    const scene = take('reading');
    const text = await desk.clickOld(scene, 'showResult', scene.save);
    expect(text).toMatch(/^Not saved\n/);
    expect(text).toContain('interrupted before anything was sent');
    expect(text).toContain(typed.jobTitle);
    expect(desk.writesTo(scene)).toEqual([]);
    await desk.reload();
    expect(await desk.press(scene, 'Save')).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('a fresh look-up shows what is there, and can be saved; the old card then overwrites nothing', async () => {
    const scene = take('reading');
    await desk.client.send(scene.oid);
    const fresh = { ...scene, messageId: desk.client.last().id };
    expect(inputsOf(desk.view(fresh).card).jobTitle).toBe(scene.before);
    expect(await desk.press(fresh, 'Save', other)).toMatch(/^Saved\n/);
    const text = await desk.press(scene, 'Save', typed);
    expect(text).toMatch(/^Somebody else changed this meanwhile/);
    expect(text).toContain(other.jobTitle);
    expect(desk.writesTo(scene)).toEqual([other]);
  });

  it('Undo has nothing to take back, and says so', async () => {
    const scene = take('reading');
    expect(await desk.clickOld(scene, 'undo', scene.save)).toContain('interrupted before anything was sent');
    expect(desk.writesTo(scene)).toEqual([]);
    expect(desk.jobTitleOf(scene)).toBe(scene.before);
  });

  it('the click that Teams delivers again saves, once', async () => {
    const scene = take('reading');
    await desk.redeliverClick(scene);
    await desk.redeliverClick(scene);
    await desk.reload();
    expect(textOf(desk.view(scene).card)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });
});

describe('killed while a write was under way that did not arrive', () => {
  beforeAll(() => desk.restart(leaseMs));
  const notKnown = /^Not known whether it was saved\n/;

  it('Save on the same card does not write again, and says that it is not known', async () => {
    const scene = take('sending');
    expect(await desk.press(scene, 'Save', typed)).toMatch(notKnown);
    await desk.reload();
    expect(textOf(desk.view(scene).card)).toMatch(notKnown);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('Undo takes nothing back as long as it is not known', async () => {
    const scene = take('sending');
    expect(await desk.clickOld(scene, 'undo', scene.save)).toMatch(notKnown);
    expect(titlesOf(desk.view(scene).card)).not.toContain('Undo');
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('a fresh look-up shows what is there and what may be on its way, and writes over both', async () => {
    const scene = take('sending');
    await desk.client.send(scene.oid);
    const fresh = { ...scene, messageId: desk.client.last().id };
    expect(inputsOf(desk.view(fresh).card).jobTitle).toBe(scene.before);
    expect(textOf(desk.view(fresh).card)).toContain(`Job title: perhaps ${typed.jobTitle}, `);
    expect(desk.writesTo(scene)).toEqual([typed]);
    expect(await desk.press(fresh, 'Save', other)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed, other]);
    expect(desk.jobTitleOf(scene)).toBe(other.jobTitle);
  });

  it('Show result finds a write that arrives late, and Undo takes it back', async () => {
    const scene = take('sending');
    expect(await desk.clickOld(scene, 'showResult', scene.save)).toMatch(notKnown);
    desk.sandbox.graph.directory.update(scene.oid, typed);
    expect(await desk.press(scene, 'Show result')).toMatch(/^Saved\n/);
    expect(await desk.press(scene, 'Undo')).toMatch(/^Undone\n/);
    expect(desk.writesTo(scene)).toEqual([typed, { jobTitle: scene.before }]);
  });

  it('Show result says that it was not saved, once no read can be that old', async () => {
    const scene = take('lateSending');
    expect(textOf(desk.view(scene).card)).toMatch(/^Saving…/);
    expect(await desk.press(scene, 'Show result')).toMatch(notKnown);
    desk.turnClockTo(11 * minuteMs);
    expect(await desk.press(scene, 'Show result')).toMatch(/^Not saved\n/);
    desk.turnClockTo(leaseMs);
    expect(desk.writesTo(scene)).toEqual([typed]);
    expect(desk.jobTitleOf(scene)).toBe(scene.before);
  });
});

describe('killed after a write was done, before its answer', () => {
  beforeAll(() => desk.restart(leaseMs));

  it('Save on the same card says that it is saved, and does not write again', async () => {
    const scene = take('applied');
    expect(await desk.press(scene, 'Save', typed)).toMatch(/^Saved\n/);
    await desk.reload();
    expect(textOf(desk.view(scene).card)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('the click that Teams delivers again does not write again', async () => {
    const scene = take('applied');
    await desk.redeliverClick(scene);
    await desk.reload();
    expect(textOf(desk.view(scene).card)).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('Show result says that it is saved', async () => {
    const scene = take('lateApplied');
    expect(textOf(desk.view(scene).card)).toMatch(/^Saving…/);
    expect(await desk.press(scene, 'Show result')).toMatch(/^Saved\n/);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('a fresh look-up shows the new value', async () => {
    const scene = take('applied');
    await desk.client.send(scene.oid);
    expect(inputsOf(desk.client.last().card).jobTitle).toBe(typed.jobTitle);
    expect(desk.writesTo(scene)).toEqual([typed]);
  });

  it('Undo takes it back, once', async () => {
    const scene = take('applied');
    expect(await desk.clickOld(scene, 'undo', scene.save)).toMatch(/^Undone\n/);
    expect(await desk.clickOld(scene, 'undo', scene.save)).toMatch(/^Undone\n/);
    expect(desk.writesTo(scene)).toEqual([typed, { jobTitle: scene.before }]);
    expect(desk.jobTitleOf(scene)).toBe(scene.before);
  });

  it('what others changed meanwhile is not taken back unseen', async () => {
    const scene = take('lateApplied');
    desk.sandbox.graph.directory.update(scene.oid, other);
    expect(await desk.press(scene, 'Show result')).toMatch(/^Not known whether it was saved\n/);
    await desk.clickOld(scene, 'undo', scene.save);
    expect(desk.writesTo(scene)).toEqual([typed]);
    expect(desk.jobTitleOf(scene)).toBe(other.jobTitle);
  });
});
