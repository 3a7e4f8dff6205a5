/** What is entered is read strictly, and written as Graph takes it, where it is open. */
export const profileMistakes = [
  {
    what: 'a field without an input on the card is taken',
    file: 'src/profile/changes.ts',
    text: 'isFieldName(name) && shown.includes(name)',
    instead: 'isFieldName(name)',
    test: ['test/edits/edits.test.ts', 'a foreign key: the form again'],
  },
  {
    what: 'a hidden or reordering character gets through',
    file: 'src/profile/parseInput.ts',
    text: 'isUnsafe(text, kind)',
    instead: 'false',
    test: ['test/edits/edits.test.ts', 'a bad value: the form again'],
  },
  {
    what: 'a field that can’t be empty is emptied',
    file: 'src/profile/parseInput.ts',
    text: "field.clearable ? accept(emptyOf(kind)) : refuse({ kind: 'required' })",
    instead: 'accept(emptyOf(kind))',
    test: ['test/profile/parseInput.test.ts', 'in displayName is removed, or asked for where it can’t be'],
  },
  {
    what: 'an empty text is sent to Graph',
    file: 'src/profile/plan.ts',
    text: 'const written = isEmpty(after) ? emptyOf(field(name).kind) : after;',
    instead: "const written = isEmpty(after) ? '' : after;",
    test: ['test/profile/plan.test.ts', 'is nothing that did not change, never an empty text'],
  },
  {
    what: 'half of the organization data is lost',
    file: 'src/profile/plan.ts',
    text: '...Object.fromEntries(others), ',
    instead: '',
    test: ['test/edits/parts.test.ts', 'sends the half of the organization data that was not changed'],
  },
  {
    what: 'a field of a synced account is open',
    file: 'src/profile/locks.ts',
    text: 'profile.isSynced && rules.syncs',
    instead: 'false',
    test: ['test/profile/locks.test.ts', 'synced, its manager'],
  },
  {
    what: 'what the operator closed is open',
    file: 'src/profile/locks.ts',
    text: '!policy.editableFields.has(name)',
    instead: 'false',
    test: ['test/profile/locks.test.ts', 'is the operator’s alone to say where they closed it'],
  },
];
