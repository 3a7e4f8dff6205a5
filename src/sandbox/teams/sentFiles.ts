import { randomBytes, randomUUID } from 'node:crypto';
import type { Account, Clock } from '../types.ts';
import type { Attachment, SentAs } from './wire.ts';

/** What a person sends. */
export interface NewFile {
  readonly as: SentAs;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface SentFile extends NewFile {
  /** As the connector names it, or the id of the item in the person's OneDrive. */
  readonly id: string;
  /** Object id. */
  readonly owner: string;
  /** What opens the address of an uploaded file without any token. */
  readonly secret: string;
  readonly sentAt: number;
}

export interface SentFilesOptions {
  readonly clock: Clock;
  /** Address of the connector, with a slash at its end. */
  readonly serviceUrl: () => string;
}

const downloadInfo = 'application/vnd.microsoft.teams.file.download.info';

/** Where the connector, and a person's OneDrive, keep what people send to the bot. */
export function createSentFiles({ clock, serviceUrl }: SentFilesOptions) {
  const files = new Map<string, SentFile>();

  function add(owner: Account, file: NewFile): SentFile {
    // Ids as in https://github.com/MicrosoftDocs/msteams-docs/issues/1013, and as in the files page named below.
    const id =
      file.as === 'inline' ? `0-eus-d6-${randomBytes(16).toString('hex')}` : randomUUID().toUpperCase();
    const secret = randomBytes(32).toString('base64url');
    const sent = { ...file, id, owner: owner.oid, secret, sentAt: clock.now() };
    files.set(id, sent);
    return sent;
  }

  return {
    add,
    find: (id: string): SentFile | undefined => files.get(id),
    /** What the bot is told of a file, beside the text/html copy of the message. */
    attachmentOf: (file: SentFile): Attachment =>
      file.as === 'inline' ? inline(file, serviceUrl()) : uploaded(file, serviceUrl()),
  };
}

export type SentFiles = ReturnType<typeof createSentFiles>;

/**
 * A pasted picture has neither a name nor a type of its own: https://github.com/microsoft/BotFramework-Services/issues/102,
 * https://github.com/microsoft/botframework-sdk/issues/4187.
 */
function inline({ id }: SentFile, serviceUrl: string): Attachment {
  return { contentType: 'image/*', contentUrl: `${serviceUrl}v3/attachments/${id}/views/original` };
}

/**
 * An uploaded file lies in the person's OneDrive: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4.
 * Only `downloadUrl` can be fetched; its form is that of https://github.com/OfficeDev/Microsoft-Teams-Samples/issues/1314. The
 * type of a file may be missing: https://github.com/microsoft/teams.py/pull/550.
 */
function uploaded({ id, name, owner, secret }: SentFile, serviceUrl: string): Attachment {
  const drive = new URL(`/onedrive/personal/${owner}/`, serviceUrl);
  const query = new URLSearchParams({
    UniqueId: id,
    Translate: 'false',
    tempauth: secret,
    ApiVersion: '2.0',
  });
  const fileType = /\.([^.]+)$/u.exec(name)?.[1];
  return {
    contentType: downloadInfo,
    contentUrl: new URL(
      `Documents/Microsoft%20Teams%20Chat%20Files/${encodeURIComponent(name)}`,
      drive,
    ).toString(),
    name,
    content: {
      downloadUrl: new URL(`_layouts/15/download.aspx?${query}`, drive).toString(),
      uniqueId: id,
      ...(fileType ? { fileType } : {}),
    },
  };
}
