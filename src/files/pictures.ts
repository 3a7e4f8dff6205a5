import type { Activity, Attachment, TurnContext } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import type { StagedPhoto } from '../directory/directory.ts';
import { isNamedHost } from '../hosts.ts';
import { pictureKindOf } from '../pictureKind.ts';
import { readUpTo } from '../readUpTo.ts';

// Pictures that people send in the personal chat: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4.

/** "The maximum size is 4 MB": https://learn.microsoft.com/graph/api/profilephoto-update. */
export const largestBytes = 4 * 1024 * 1024;

/** Why what was sent can't be somebody's photo. */
export type PictureProblem = 'noPicture' | 'severalPictures' | 'notAPicture' | 'tooLarge' | 'notReadable';

export interface Picture extends StagedPhoto {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The pictures or files of a message; Teams sends its text along as an HTML attachment, which is none. */
export function filesOf({ attachments = [] }: Pick<Activity, 'attachments'>): Attachment[] {
  return attachments.filter(
    ({ contentType }) => contentType.startsWith('image/') || contentType === fileType,
  );
}

const fileType = 'application/vnd.microsoft.teams.file.download.info';

/**
 * Gets the one picture of a message.
 * @param hosts the hosts that files may come from.
 * @param signal ends the download.
 */
export async function takePicture(
  context: TurnContext,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<Picture | PictureProblem> {
  const [file, ...others] = filesOf(context.activity);
  if (!file) return 'noPicture';
  if (others.length > 0) return 'severalPictures';
  try {
    const bytes = await download(file, context, hosts, signal);
    return bytes === 'tooLarge' ? bytes : readPicture(bytes);
  } catch {
    return 'notReadable';
  }
}

/** What the bytes are, whatever their name or type says. */
export function readPicture(bytes: Uint8Array): Picture | 'notAPicture' {
  const kind = pictureKindOf(bytes);
  return kind ? { bytes, ...kind } : 'notAPicture';
}

async function download(
  file: Attachment,
  context: TurnContext,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<Uint8Array | 'tooLarge'> {
  if (file.contentType !== fileType) return await downloadInline(file, context, signal);
  const address = (file.content as { downloadUrl?: unknown } | undefined)?.downloadUrl;
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isNamedHost(url, hosts)) throw new Error('The file is on a host that is not named');
  // The address itself is the permission: no token goes there.
  const response = await fetch(url, { redirect: 'error', signal });
  if (!response.ok || !response.body) throw new Error(`The file was answered with ${response.status}`);
  return (await readUpTo(response.body, largestBytes)) ?? 'tooLarge';
}

/** A picture in the message itself is kept by the connector, and read with the bot's own token. */
async function downloadInline(
  { contentUrl = '' }: Attachment,
  context: TurnContext,
  signal: AbortSignal,
): Promise<Uint8Array | 'tooLarge'> {
  const serviceUrl = context.activity.serviceUrl.replace(/\/$/, '');
  const path = contentUrl.startsWith(`${serviceUrl}/`) ? contentUrl.slice(serviceUrl.length) : '';
  const [, attachmentId, view = 'original'] =
    /^\/v3\/attachments\/([\w.~-]+)(?:\/views\/(\w+))?$/.exec(path) ?? [];
  if (!attachmentId) throw new Error('The picture is not where the connector keeps them');
  const { ConnectorClientKey } = context.adapter as unknown as { ConnectorClientKey: symbol };
  const connector: ConnectorClient = context.turnState.get(ConnectorClientKey);
  const { readableStreamBody } = await connector.attachments.getAttachment(attachmentId, view, {
    abortSignal: signal,
  });
  if (!readableStreamBody) throw new Error('The connector sent no picture');
  const body = readableStreamBody as unknown as AsyncIterable<Uint8Array>;
  return (await readUpTo(body, largestBytes)) ?? 'tooLarge';
}
