import type { Account, Accounts, Clock } from '../types.ts';
import { AuditLog, type DirectoryAudit } from './auditLog.ts';
import { drawnPhoto, type Photo } from './photo.ts';
import { isInTokens, roles } from './roles.ts';
import { sampleGroups } from './sampleCompany.ts';
import type { PersonSeed } from './sampleSeeds.ts';
import type { SignInMethods } from './signInMethods.ts';
import { VersionHistory } from './versionHistory.ts';

/** A user as the directory holds them: Graph's properties. What is left out is null, or empty. */
export interface DirectoryUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly [property: string]: unknown;
}

/** Everything of one person that a reader may see an older version of. */
export interface PersonRecord {
  readonly user: DirectoryUser;
  readonly managerId: string | undefined;
  readonly photo: Photo | undefined;
  /** Ids of people and groups. */
  readonly sponsorIds: readonly string[];
  readonly signInMethods: SignInMethods;
}

/** A moment of the directory: what a reader sees whose copy is from then. */
export interface DirectoryView {
  /** By object id, or by UPN whatever its letter case. */
  find(key: string): PersonRecord | undefined;
  all(): readonly PersonRecord[];
}

/**
 * The directory: the truth of now, and what it was. Its methods are writes from outside, as an administrator makes them in
 * the portal: no rule of Graph's is applied to them.
 */
export class DirectoryState implements Accounts {
  readonly #clock: Clock;
  /** By object id, in the order of creation. A removed person's newest version is undefined. */
  readonly #people = new Map<string, VersionHistory<PersonRecord | undefined>>();
  readonly #auditLog = new AuditLog();
  readonly #roles = new Map<string, readonly string[]>();
  readonly #scopedRoles = new Map<string, readonly string[]>();
  /** Direct members' object ids by group id. */
  readonly #members = new Map<string, ReadonlySet<string>>();

  constructor(clock: Clock, people: readonly PersonSeed[]) {
    this.#clock = clock;
    for (const seed of people) this.#add(seed, Number.NEGATIVE_INFINITY);
  }

  /** The person as truly stored now. */
  person(oid: string): DirectoryUser | undefined {
    return this.record(oid)?.user;
  }

  /** The person with manager and photo, as truly stored now. */
  record(oid: string): PersonRecord | undefined {
    return this.#people.get(oid.toLowerCase())?.current;
  }

  /** What is seen by a reader whose copy is `lagMs` old; with 0, the truth. */
  view(lagMs: number): DirectoryView {
    const moment = lagMs > 0 ? this.#clock.now() - lagMs : Number.POSITIVE_INFINITY;
    const all = () => [...this.#people.values()].flatMap((history) => history.asOf(moment) ?? []);
    return {
      all,
      find: (key) => {
        const wanted = key.toLowerCase();
        const byId = this.#people.get(wanted);
        if (byId) return byId.asOf(moment);
        return all().find(({ user }) => user.userPrincipalName.toLowerCase() === wanted);
      },
    };
  }

  /** A write from outside, or by whoever has this object id. @throws Error where nobody has the first object id. */
  update(oid: string, changes: Readonly<Record<string, unknown>>, byId?: string): void {
    const record = this.#existing(oid);
    this.#write(oid, { ...record, user: { ...record.user, ...changes } }, byId);
  }

  setManager(oid: string, managerId: string | undefined, byId?: string): void {
    this.#write(oid, { ...this.#existing(oid), managerId: managerId?.toLowerCase() }, byId);
  }

  setPhoto(oid: string, photo: Photo | undefined): void {
    this.#write(oid, { ...this.#existing(oid), photo });
  }

  setSponsors(oid: string, sponsorIds: readonly string[], byId?: string): void {
    this.#write(oid, { ...this.#existing(oid), sponsorIds: sponsorIds.map((id) => id.toLowerCase()) }, byId);
  }

  setSignInMethods(oid: string, signInMethods: SignInMethods, byId?: string): void {
    this.#write(oid, { ...this.#existing(oid), signInMethods }, byId);
  }

  /** What the audit log, which is `lagMs` behind, tells of all changes, newest first. */
  auditLog(lagMs: number): readonly DirectoryAudit[] {
    return this.#auditLog.asOf(this.#clock.now() - lagMs);
  }

  /** Somebody new; seen by readers once their lag has passed. */
  create(seed: PersonSeed): void {
    this.#add(seed, this.#clock.now());
  }

  remove(oid: string): void {
    this.#existing(oid);
    this.#people.get(oid.toLowerCase())?.write(this.#clock.now(), undefined);
  }

  /** Template ids of the directory roles that the person holds now. */
  rolesOf(oid: string): readonly string[] {
    return this.#roles.get(oid.toLowerCase()) ?? [];
  }

  setRoles(oid: string, roleTemplateIds: readonly string[]): void {
    this.#roles.set(oid.toLowerCase(), roleTemplateIds);
  }

  /** Roles whose scope is the one restricted management administrative unit, not the tenant: no token names them. */
  scopedRolesOf(oid: string): readonly string[] {
    return this.#scopedRoles.get(oid.toLowerCase()) ?? [];
  }

  setScopedRoles(oid: string, roleTemplateIds: readonly string[]): void {
    this.#scopedRoles.set(oid.toLowerCase(), roleTemplateIds);
  }

  /** Ids of the groups that the person is in: directly, or through groups in groups as well. */
  groupsOf(oid: string, reach: 'direct' | 'transitive'): readonly string[] {
    const found = new Set(
      sampleGroups.filter(({ id }) => this.#members.get(id)?.has(oid.toLowerCase())).map(({ id }) => id),
    );
    if (reach === 'direct') return [...found];
    // A set is walked with what is added on the way.
    for (const id of found)
      for (const parent of sampleGroups.find((group) => group.id === id)?.memberOf ?? []) found.add(parent);
    return [...found];
  }

  setGroups(oid: string, groupIds: readonly string[]): void {
    const own = oid.toLowerCase();
    for (const { id } of sampleGroups) {
      const others = [...(this.#members.get(id) ?? [])].filter((member) => member !== own);
      this.#members.set(id, new Set(groupIds.includes(id) ? [...others, own] : others));
    }
  }

  byObjectId(oid: string): Account | undefined {
    const user = this.person(oid);
    return user && this.#accountOf(user);
  }

  byUserPrincipalName(userPrincipalName: string): Account | undefined {
    const wanted = userPrincipalName.toLowerCase();
    return this.all().find((account) => account.userPrincipalName.toLowerCase() === wanted);
  }

  all(): readonly Account[] {
    return this.view(0)
      .all()
      .map(({ user }) => this.#accountOf(user));
  }

  #add(seed: PersonSeed, at: number): void {
    const { user, managerId, sponsorIds = [], signInMethods = {} } = seed;
    const history = new VersionHistory<PersonRecord | undefined>();
    const photo = seed.hasPhoto ? drawnPhoto(user.id) : undefined;
    history.write(at, { user, managerId, photo, sponsorIds, signInMethods });
    this.#people.set(user.id.toLowerCase(), history);
    const idsOf = (names: PersonSeed['roleNames'] = []) => names.map((name) => roles[name]);
    this.setRoles(user.id, idsOf(seed.roleNames));
    this.setScopedRoles(user.id, idsOf(seed.scopedRoleNames));
    this.setGroups(user.id, seed.groupIds ?? []);
  }

  #existing(oid: string): PersonRecord {
    const record = this.record(oid);
    if (!record) throw new Error(`Nobody in the directory has the object id ${oid}`);
    return record;
  }

  #write(oid: string, record: PersonRecord, byId?: string): void {
    const now = this.#clock.now();
    const by = byId === undefined ? undefined : this.person(byId);
    this.#auditLog.note(this.#existing(oid), record, by, now, (id) => this.person(id)?.displayName ?? id);
    this.#people.get(oid.toLowerCase())?.write(now, record);
  }

  #accountOf(user: DirectoryUser): Account {
    return {
      oid: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      roleTemplateIds: this.rolesOf(user.id).filter(isInTokens),
      accountEnabled: user.accountEnabled === true,
    };
  }
}
