import { describe, expect, it } from 'vitest';
import type { Edit, Part } from '../../src/edits/edit.ts';
import { type GroupCard, refreshedViewers, withSave, withViewer } from '../../src/edits/groupCard.ts';
import type { Change } from '../../src/profile/changes.ts';
import { noTenantRules } from '../../src/profile/parseInput.ts';

const personId = '3d9f1b0a-0000-4000-8000-000000000001';
const group: GroupCard = {
  askerName: 'Agent',
  askerTeamsId: '29:agent',
  language: 'en',
  query: 'anna',
  state: {
    kind: 'found',
    personId,
    profile: { displayName: 'Anna', jobTitle: 'Clerk', department: null, photo: 'data:,x' },
  },
  viewers: [],
  saves: [],
};

const changes: readonly Change[] = [
  { field: 'jobTitle', before: 'Clerk', after: 'Lead' },
  { field: 'mobilePhone', before: null, after: '+31 6 1' },
];
const edit = (parts: readonly Part[], more: Partial<Edit> = {}): Edit => ({
  id: 'edit',
  cardId: 'card',
  ownerId: 'owner',
  subject: { id: personId, displayName: 'Anna', userPrincipalName: 'anna@a.example' },
  seen: {},
  shown: [],
  sections: [],
  tenant: noTenantRules,
  state: 'settled',
  changes,
  parts,
  createdAt: 0,
  expiresAt: 1,
  ...more,
});
const saved: Part = { fields: ['jobTitle', 'mobilePhone'], state: 'saved' };

describe('whose clients draw their view by themselves', () => {
  it('are the asker’s and then those who opened one, each once', () => {
    const seen = withViewer(withViewer(group, '29:b') ?? group, '29:c') ?? group;
    expect(refreshedViewers(seen)).toEqual(['29:agent', '29:b', '29:c']);
    expect(withViewer(seen, '29:b')).toBeUndefined();
    expect(withViewer(seen, '29:agent')).toBeUndefined();
  });

  it('are 60 at most, the newest', () => {
    let many = group;
    for (let count = 0; count < 100; count += 1) many = withViewer(many, `29:${count}`) ?? many;
    const ids = refreshedViewers(many);
    expect(ids).toHaveLength(60);
    expect([ids[0], ids.at(-1)]).toEqual(['29:agent', '29:99']);
    expect(ids).not.toContain('29:40');
  });
});

describe('what all are told of a save', () => {
  it('is who, when and the names of the fields, and what all may see of the person follows', () => {
    const told = withSave(group, edit([saved]), 'Admin', 5);
    expect(told?.saves).toEqual([
      { editId: 'edit', by: 'Admin', at: 5, fields: ['jobTitle', 'mobilePhone'] },
    ]);
    expect(told?.state).toMatchObject({
      profile: { jobTitle: 'Lead', displayName: 'Anna', photo: 'data:,x' },
    });
    expect(JSON.stringify(told)).not.toContain('+31');
  });

  it('is told once, and again where a retry saved more', () => {
    const first = withSave(group, edit([{ ...saved, fields: ['jobTitle'] }]), 'Admin', 5) ?? group;
    expect(withSave(first, edit([{ ...saved, fields: ['jobTitle'] }]), 'Admin', 6)).toBeUndefined();
    expect(withSave(first, edit([saved]), 'Admin', 7)?.saves).toEqual([
      { editId: 'edit', by: 'Admin', at: 7, fields: ['jobTitle', 'mobilePhone'] },
    ]);
  });

  it.each([
    ['nothing was saved', edit([{ ...saved, state: 'notSaved' }])],
    ['nobody knows', edit([{ ...saved, state: 'unknown' }])],
    ['it is about somebody else', edit([saved], { subject: { ...edit([]).subject, id: 'x' } })],
  ])('is nothing where %s', (_name, one) => {
    expect(withSave(group, one, 'Admin', 5)).toBeUndefined();
  });

  it('shows initials where the photo was changed, and keeps the newest saves', () => {
    const photo: Change[] = [{ field: 'photo', before: 'a', after: 'b' }];
    const parts: Part[] = [{ fields: ['photo'], state: 'saved' }];
    let many = group;
    for (let count = 0; count < 9; count += 1)
      many = withSave(many, edit(parts, { id: `e${count}`, changes: photo }), 'Admin', count) ?? many;
    expect(many.saves.map(({ editId }) => editId)).toEqual(['e4', 'e5', 'e6', 'e7', 'e8']);
    expect(many.state).toMatchObject({ profile: { photo: undefined } });
  });
});
