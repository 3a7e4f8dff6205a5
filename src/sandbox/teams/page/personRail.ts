import { addressOf } from './address.ts';
import { personAvatar } from './avatar.ts';
import { byId, element } from './element.ts';
import { canSignIn, chooseLikely, roleOf } from './people.ts';
import type { Person } from './sandboxApi.ts';

/** The people one can be: a few with their roles, and a list of all. Who one is stands in the address. */
export function drawPeople(people: readonly Person[], self: Person): void {
  const likely = chooseLikely(people);
  const shown = likely.includes(self) ? likely : [self, ...likely];
  byId('people').append(
    ...shown.map((person) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: addressOf({ oid: person.oid }), 'aria-current': person === self ? 'page' : undefined },
          personAvatar(person.oid, person.displayName),
          element(
            'span',
            { class: 'who' },
            element('b', {}, person.displayName),
            element('small', {}, roleOf(person)),
          ),
        ),
      ),
    ),
  );
  const option = (person: Person) =>
    element(
      'option',
      { value: person.oid, selected: person === self },
      `${person.displayName}, ${roleOf(person)}`,
    );
  const others = people.filter((person) => canSignIn(person) && !shown.includes(person));
  const select = byId<HTMLSelectElement>('person');
  select.append(
    element('optgroup', { label: 'Suggested' }, ...shown.map(option)),
    element('optgroup', { label: 'Everybody else' }, ...others.map(option)),
  );
  select.addEventListener('change', () => {
    location.href = addressOf({ oid: select.value });
  });
}

/** Who is open by the address, or else somebody who may change profiles; the address says it then. */
export function findSelf(people: readonly Person[]): Person {
  const asked = new URLSearchParams(location.search).get('as');
  const self = people.find(({ oid }) => oid === asked) ?? chooseLikely(people)[0] ?? people[0];
  if (!self) throw new Error('The directory has no people');
  if (self.oid !== asked) history.replaceState(null, '', addressOf({ oid: self.oid }));
  return self;
}
