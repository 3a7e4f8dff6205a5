import type { Account, Accounts, Clock } from '../types.ts';
import { type SeedUser, seedGroups, seedManagers, seedPhotos, seedRoles, seedUsers } from './people.ts';
import { portraitOf } from './photo.ts';

export type User = SeedUser;

interface Version {
  readonly at: number;
  readonly user: User;
}

/** The directory: what it holds now, and what it held a while ago, which is what a late replica or index shows. */
export class DirectoryState implements Accounts {
  readonly #clock: Clock;
  /** Oldest first; the last is the truth. */
  readonly #versions = new Map<string, Version[]>();
  readonly #managers = new Map(seedManagers);
  readonly #photos = new Map<string, Uint8Array>();

  constructor(clock: Clock) {
    this.#clock = clock;
    // The sample people have always been there.
    for (const user of seedUsers) this.#versions.set(user.id, [{ at: Number.NEGATIVE_INFINITY, user }]);
    for (const oid of seedPhotos) this.#photos.set(oid, portraitOf(oid));
  }

  /** What the directory really holds. */
  person(oid: string): User | undefined {
    return this.#versions.get(oid)?.at(-1)?.user;
  }

  /** What somebody sees whose copy is `lagMs` old. */
  personAsOf(oid: string, lagMs: number): User | undefined {
    const seen = this.#clock.now() - lagMs;
    return this.#versions
      .get(oid)
      ?.filter(({ at }) => at <= seen)
      .at(-1)?.user;
  }

  everybodyAsOf(lagMs: number): User[] {
    return [...this.#versions.keys()].flatMap((oid) => this.personAsOf(oid, lagMs) ?? []);
  }

  /** The object id behind an object id or a UPN, which is found whatever its letter case. */
  resolve(key: string): string | undefined {
    const wanted = key.toLowerCase();
    if (this.#versions.has(wanted)) return wanted;
    return seedUsers.find(({ id }) => this.person(id)?.userPrincipalName.toLowerCase() === wanted)?.id;
  }

  /** A write, whoever makes it: also one from outside of the bot. */
  update(oid: string, changes: Readonly<Record<string, unknown>>): void {
    const user = this.person(oid);
    if (!user) throw new Error(`Nobody has the object id ${oid}`);
    const versions = this.#versions.get(oid) ?? [];
    this.#versions.set(oid, [
      ...versions.slice(-20),
      { at: this.#clock.now(), user: { ...user, ...changes } },
    ]);
  }

  managerOf(oid: string): string | undefined {
    return this.#managers.get(oid);
  }

  setManager(oid: string, managerId: string | undefined): void {
    if (managerId === undefined) this.#managers.delete(oid);
    else this.#managers.set(oid, managerId);
  }

  photoOf(oid: string): Uint8Array | undefined {
    return this.#photos.get(oid);
  }

  rolesOf(oid: string): readonly string[] {
    return seedRoles.get(oid) ?? [];
  }

  /** Those of the groups that the person is in. */
  groupsOf(oid: string, groupIds: readonly string[]): string[] {
    return groupIds.filter((groupId) => seedGroups.get(groupId)?.includes(oid));
  }

  byObjectId(oid: string): Account | undefined {
    const user = this.person(oid);
    return user && this.#accountOf(user);
  }

  byUserPrincipalName(userPrincipalName: string): Account | undefined {
    const oid = this.resolve(userPrincipalName);
    return oid === undefined ? undefined : this.byObjectId(oid);
  }

  all(): readonly Account[] {
    return seedUsers.flatMap(({ id }) => this.byObjectId(id) ?? []);
  }

  #accountOf(user: User): Account {
    return {
      oid: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      roleTemplateIds: this.rolesOf(user.id),
      accountEnabled: user.accountEnabled === true,
    };
  }
}
