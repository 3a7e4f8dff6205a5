import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { longestBody, type Refusal } from './gate.ts';

/** Milliseconds that a client may take to send its body. */
const longestReadMs = 10_000;

/** The body as text, or why it is refused. The bytes that arrive are counted, whatever a header says. */
export async function readBody(request: IncomingMessage): Promise<string | Refusal> {
  return await new Promise((resolve) => {
    // One piece of memory: a chunk may be a byte, and what is kept of each is a hundred times that.
    let body = Buffer.alloc(0);
    let length = 0;
    const timer = setTimeout(() => end({ status: 408, reason: 'slow body' }), longestReadMs);
    const end = (result: string | Refusal): void => {
      clearTimeout(timer);
      request.off('data', onData);
      // What still comes is read and thrown away, so that the answer gets through.
      request.resume();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      const needed = length + chunk.length;
      if (needed > longestBody) {
        end({ status: 413, reason: 'body' });
        return;
      }
      if (needed > body.length) {
        const larger = Buffer.allocUnsafe(Math.min(2 * needed, longestBody));
        body.copy(larger, 0, 0, length);
        body = larger;
      }
      length += chunk.copy(body, length);
    };
    const text = (): string | Refusal => {
      const read = body.subarray(0, length);
      // What is no text would be read as one of other characters.
      return isUtf8(read) ? read.toString('utf8') : { status: 400, reason: 'broken body' };
    };
    request.on('data', onData);
    request.once('end', () => end(text()));
    request.once('error', () => end({ status: 400, reason: 'broken body' }));
    request.once('close', () => end({ status: 400, reason: 'closed' }));
  });
}
