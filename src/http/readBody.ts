import type { IncomingMessage } from 'node:http';
import { longestBody, type Refusal } from './gate.ts';

/** Milliseconds that a client may take to send its body. */
const longestReadMs = 10_000;

/** The body as text, or why it is refused. The bytes that arrive are counted, whatever a header says. */
export async function readBody(request: IncomingMessage): Promise<string | Refusal> {
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
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
      length += chunk.length;
      if (length > longestBody) end({ status: 413, reason: 'body' });
      else chunks.push(chunk);
    };
    request.on('data', onData);
    request.once('end', () => end(Buffer.concat(chunks).toString('utf8')));
    request.once('error', () => end({ status: 400, reason: 'broken body' }));
    request.once('close', () => end({ status: 400, reason: 'closed' }));
  });
}
