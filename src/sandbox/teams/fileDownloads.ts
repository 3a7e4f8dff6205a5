import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Clock } from '../types.ts';
import { endConnection } from './endConnection.ts';
import { answerFile, type FileFault, takeFileFault } from './fileFaults.ts';
import type { SentFile, SentFiles } from './sentFiles.ts';
import type { TeamsSettings } from './settings.ts';
import type { SentAs } from './wire.ts';

/** A fetch by the bot, for tests to look at. */
export interface FileDownload {
  readonly as: SentAs;
  /** What was asked for, whether there is such a file or not. */
  readonly fileId: string;
  /** Whether a token came along: OneDrive must never see the bot's. */
  readonly withToken: boolean;
  readonly status: number;
  /** Bytes of the file that went out so far. */
  readonly bytes: number;
}

export interface FileDownloadOptions {
  readonly clock: Clock;
  readonly settings: TeamsSettings;
  readonly files: SentFiles;
}

/** Where the bot fetches what people sent: the connector for pasted pictures, OneDrive for uploaded files. */
export function createFileDownloads({ clock, settings, files }: FileDownloadOptions) {
  const record: FileDownload[] = [];
  const faults: FileFault[] = [];

  /** Answers with a file unless it is refused, and notes it. */
  async function answer(
    as: SentAs,
    fileId: string,
    c: Context,
    refuse: (file: SentFile) => Response | undefined,
  ): Promise<Response> {
    const file = files.find(fileId);
    let bytes = 0;
    const taken = (more: number): void => {
      bytes += more;
    };
    const response =
      file?.as === as
        ? (refuse(file) ??
          (await answerFile(file, takeFileFault(faults, as) ?? {}, () => endConnection(c), taken)))
        : notThere();
    const withToken = c.req.header('authorization') !== undefined;
    record.push({
      as,
      fileId,
      withToken,
      status: response.status,
      get bytes() {
        return bytes;
      },
    });
    return response;
  }

  // The paths of the SDK's client (botframework-connector 4.23.3, src/connectorApi/operations/attachments.ts). A picture has the
  // one view whose address is in the activity. Whoever comes here has shown the bot's own token.
  const connector = new Hono();
  connector.get('/v3/attachments/:id', (c) => {
    const file = files.find(c.req.param('id'));
    if (file?.as !== 'inline') return notThere();
    const views = [{ viewId: 'original', size: file.bytes.length }];
    return c.json({ name: file.name, type: file.contentType, views });
  });
  connector.get('/v3/attachments/:id/views/original', (c) =>
    answer('inline', c.req.param('id'), c, () => undefined),
  );

  // The address itself lets one in, and no longer than it lasts. Then it is 401 or 403: microsoft/teams.ts,
  // packages/apps/src/files/errors.ts, FileUrlExpiredError.
  const oneDrive = new Hono();
  oneDrive.get('/personal/:owner/_layouts/15/download.aspx', (c) =>
    answer('file', c.req.query('UniqueId') ?? '', c, (file) => {
      const isOver = clock.now() - file.sentAt > settings.fileLinkLifetimeMs;
      if (!isOver && isSame(c.req.query('tempauth') ?? '', file.secret)) return undefined;
      return c.text('401 UNAUTHORIZED', 401);
    }),
  );
  // The file's own address is for its person's browser: https://github.com/microsoft/teams-sdk/pull/1786 met 403.
  oneDrive.get('/*', (c) => c.text('403 FORBIDDEN', 403));

  return { connector, oneDrive, record, faults };
}

function notThere(): Response {
  return Response.json({ error: { code: 'NotFound', message: 'There is no such file.' } }, { status: 404 });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
