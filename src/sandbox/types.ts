/** A time source, in milliseconds since the epoch. Lags of the directory and its index are counted on it. */
export interface Clock {
  now(): number;
}

/** The tenant and the app registration that all parts of the sandbox agree on. */
export interface Tenant {
  /** Entra tenant id, a GUID. */
  readonly tenantId: string;
  /** Application (client) id of the bot's app registration, a GUID; the bot's id in Teams is `28:<botId>`. */
  readonly botId: string;
  /** The bot's client secret. */
  readonly botPassword: string;
  /** The Azure Bot's OAuth connection. */
  readonly connectionName: string;
}

/** Somebody who can sign in to the sandbox: the part of a directory user that Entra and Teams need. */
export interface Account {
  /** Entra object id. */
  readonly oid: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** Role template ids of the directory roles that the person holds; the `wids` claim. */
  readonly roleTemplateIds: readonly string[];
  readonly accountEnabled: boolean;
}

/** Looks accounts up for Entra and Teams; the sandbox's Graph implements it over its directory. */
export interface Accounts {
  byObjectId(oid: string): Account | undefined;
  byUserPrincipalName(userPrincipalName: string): Account | undefined;
  all(): readonly Account[];
}

/** Claims of an access token that Entra's stand-in issued, once its signature, lifetime and audience were checked. */
export interface VerifiedToken {
  readonly oid?: string;
  readonly tid: string;
  readonly appid: string;
  /** Delegated permissions, without the resource's prefix. */
  readonly scopes: readonly string[];
  readonly wids: readonly string[];
}

/** Checks a bearer token for one audience. Rejects with an Error that says what is wrong. */
export type VerifyToken = (token: string, audience: string) => Promise<VerifiedToken>;

/** PEM texts of a server's key and certificate, and of the authority that signed it. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  readonly authority: string;
}
