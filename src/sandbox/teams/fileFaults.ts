import { setTimeout as wait } from 'node:timers/promises';
import type { SentFile } from './sentFiles.ts';
import type { SentAs } from './wire.ts';

/** What goes wrong as the bot fetches a file, on order. */
export interface FileFault {
  /** The next fetch of a file sent like this; of any if left out. */
  readonly on?: SentAs;
  /** Waits so many milliseconds before it answers. */
  readonly delayMs?: number;
  /** Answers with this HTTP status, and without the file. */
  readonly status?: number;
  /** The type that is named, whatever the file is: a sharing page instead of a file, as in
   * https://github.com/OfficeDev/Microsoft-Teams-Samples/issues/1314. */
  readonly contentType?: string;
  /** The body is made so long: zeros follow the file, or it ends early. */
  readonly bodyBytes?: number;
  /** The length that is announced, whatever the body's is; none, and the body comes in chunks. */
  readonly announcedBytes?: number | 'none';
  /** The body drips: so many bytes at a time, with so many milliseconds between. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
}

/** Takes the fault that is due for a fetch out of the list. */
export function takeFileFault(faults: FileFault[], as: SentAs): FileFault | undefined {
  const index = faults.findIndex(({ on }) => on === undefined || on === as);
  return index < 0 ? undefined : faults.splice(index, 1)[0];
}

/**
 * The answer with a file, with its fault.
 * @param end ends the connection, where the body ends too early
 * @param taken hears of the bytes of each piece that goes out
 */
export async function answerFile(
  file: SentFile,
  fault: FileFault,
  end: () => void,
  taken: (bytes: number) => void,
): Promise<Response> {
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.status !== undefined) {
    const body = { error: { code: 'ServiceError', message: 'Ordered in the sandbox.' } };
    return Response.json(body, { status: fault.status });
  }
  const length = fault.bodyBytes ?? file.bytes.length;
  const announced = fault.announcedBytes ?? length;
  const isCut = announced !== 'none' && announced > length;
  return new Response(streamOf(file.bytes, length, fault.drip, isCut ? end : undefined, taken), {
    headers: {
      'content-type': fault.contentType ?? file.contentType,
      ...(announced === 'none' ? {} : { 'content-length': String(announced) }),
    },
  });
}

/** Bytes of a piece, where nothing drips. */
const pieceBytes = 64 * 1024;

function streamOf(
  bytes: Uint8Array,
  length: number,
  drip: FileFault['drip'],
  atEnd: (() => void) | undefined,
  taken: (bytes: number) => void,
): ReadableStream<Uint8Array> {
  const size = drip?.bytes ?? pieceBytes;
  const gone = new AbortController();
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (sent >= length) {
        atEnd?.();
        return controller.close();
      }
      if (drip && sent > 0)
        await wait(drip.everyMs, undefined, { ref: false, signal: gone.signal }).catch(() => undefined);
      if (gone.signal.aborted) return;
      const piece = new Uint8Array(Math.min(size, length - sent));
      piece.set(bytes.subarray(sent, sent + piece.length));
      sent += piece.length;
      taken(piece.length);
      controller.enqueue(piece);
    },
    cancel: () => gone.abort(),
  });
}
