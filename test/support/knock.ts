import { Agent, request } from 'node:http';
import type { DeskUnderTest } from './desk.ts';

// Its connections are kept, as Teams' are.
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** How the door answered. */
export interface DoorAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends an activity to the bot's door with headers that no client of Teams would send.
 * @param headers names and values in turn, as they are put on the wire: a name may come twice.
 */
export async function knock(
  desk: DeskUnderTest,
  headers: readonly string[],
  activity: unknown,
  path = '/api/messages',
): Promise<DoorAnswer> {
  const body = JSON.stringify(activity);
  const { host } = new URL(desk.url);
  return await new Promise((resolve, reject) => {
    const sent = request(
      `${desk.url}${path}`,
      {
        agent,
        method: 'POST',
        headers: [
          ...['Host', host],
          ...['Content-Type', 'application/json'],
          ...['Content-Length', String(Buffer.byteLength(body))],
          ...headers,
        ],
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
