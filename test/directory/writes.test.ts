import { describe, expect, it } from 'vitest';
import {
  isDoneAlready,
  usesSignInMethods,
  type WriteRequest,
  writeRequest,
} from '../../src/directory/writes.ts';
import type { Step } from '../../src/profile/plan.ts';

const personId = 'p#1/x';
const user = '/users/p%231%2Fx';
const base = 'https://graph.example';
const own = { personId, fields: [] } as const;
const directory = (id: string) => ({ '@odata.id': `${base}/v1.0/directoryObjects/${id}` });
const phones = `${user}/authentication/phoneMethods`;
const emails = `${user}/authentication/emailMethods`;
// https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod (id)
const ids = {
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
};
const emailId = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f';

const requests: [Exclude<Step, { kind: 'setPhoto' }>, WriteRequest][] = [
  [
    { ...own, kind: 'patchUser', body: { city: null } },
    { method: 'PATCH', path: user, body: { city: null } },
  ],
  [
    { ...own, kind: 'setManager', managerId: 'm' },
    { method: 'PUT', path: `${user}/manager/$ref`, body: directory('m') },
  ],
  [
    { ...own, kind: 'setManager', managerId: null },
    { method: 'DELETE', path: `${user}/manager/$ref` },
  ],
  [
    { ...own, kind: 'addSponsor', sponsorId: 's' },
    { method: 'POST', path: `${user}/sponsors/$ref`, body: directory('s') },
  ],
  [
    { ...own, kind: 'removeSponsor', sponsorId: 's' },
    { method: 'DELETE', path: `${user}/sponsors/s/$ref` },
  ],
  ...Object.entries(ids).flatMap(([phoneType, id]): typeof requests => {
    const body = { phoneNumber: '+31 6', phoneType };
    return [
      [
        { ...own, kind: 'addPhone', ...body },
        { method: 'POST', path: phones, body },
      ],
      [
        { ...own, kind: 'changePhone', ...body },
        { method: 'PATCH', path: `${phones}/${id}`, body },
      ],
      [
        { ...own, kind: 'removePhone', phoneType },
        { method: 'DELETE', path: `${phones}/${id}` },
      ],
    ];
  }),
  [
    { ...own, kind: 'addEmail', emailAddress: 'a@b.nl' },
    { method: 'POST', path: emails, body: { emailAddress: 'a@b.nl' } },
  ],
  [
    { ...own, kind: 'changeEmail', emailAddress: 'a@b.nl' },
    { method: 'PATCH', path: `${emails}/${emailId}`, body: { emailAddress: 'a@b.nl' } },
  ],
  [
    { ...own, kind: 'removeEmail' },
    { method: 'DELETE', path: `${emails}/${emailId}` },
  ],
];

describe('a step of the plan', () => {
  it.each(requests)('%j as Graph has it', (step, request) => {
    expect(writeRequest(step, base)).toEqual(request);
  });

  it('needs the permission for sign-in methods for these alone', () => {
    const kinds = requests.filter(([step]) => usesSignInMethods(step)).map(([step]) => step.kind);
    expect([...new Set(kinds)].sort()).toEqual([
      'addEmail',
      'addPhone',
      'changeEmail',
      'changePhone',
      'removeEmail',
      'removePhone',
    ]);
  });

  it('that removes is done where nothing is there, and no other is', () => {
    const done = requests.filter(([step]) => isDoneAlready(step, 404));
    expect(done.every(([, { method }]) => method === 'DELETE')).toBe(true);
    expect(done).toHaveLength(requests.filter(([, { method }]) => method === 'DELETE').length);
    for (const status of [200, 204, 400, 403, 409, 500])
      expect(requests.filter(([step]) => isDoneAlready(step, status))).toEqual([]);
  });
});
