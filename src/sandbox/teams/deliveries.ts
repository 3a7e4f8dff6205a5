import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../types.ts';
import { type Activity, eventId } from './activities.ts';
import type { TeamsSettings } from './settings.ts';
import type { Delivered } from './wire.ts';

type Answer = Omit<Delivered, 'revision'>;

/** An activity that was sent to the bot, and how the bot answered. */
export interface Delivery extends Answer {
  /** Object id of the person whose doing it was. */
  readonly oid: string;
  readonly activity: Activity;
  /** Which activity this one repeats. */
  readonly repeats?: string;
  /** Milliseconds since the epoch, on the sandbox's clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly settings: TeamsSettings;
  /** The bot's messaging endpoint, once it has one. */
  readonly botEndpoint: () => string | undefined;
  /** A token of the Bot Framework for the bot: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot. */
  readonly token: () => Promise<string>;
}

/** Sends activities to the bot, those of slow turns again. */
export function createDeliveries(options: DeliveryOptions) {
  const { clock, settings, botEndpoint, token } = options;
  /** In the order of the answers. */
  const record: Delivery[] = [];

  async function post(activity: Activity): Promise<{ status: number; body?: unknown }> {
    const endpoint = botEndpoint();
    if (endpoint === undefined) return { status: 502 };
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${await token()}`,
      },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, ...(text === '' ? {} : { body: parse(text) }) };
  }

  async function sendOnce(oid: string, activity: Activity, repeats?: string): Promise<Answer> {
    const sentAt = clock.now();
    const answer = await post(activity).catch(() => ({ status: 502 }));
    const delivered = { activityId: activity.id, ...answer };
    record.push({
      ...delivered,
      oid,
      activity,
      ...(repeats === undefined ? {} : { repeats }),
      sentAt,
      answeredAt: clock.now(),
    });
    return delivered;
  }

  /** Delivers again what was delivered once. */
  function redeliver(oid: string, activity: Activity, newId: boolean): Promise<Answer> {
    return sendOnce(oid, newId ? { ...activity, id: eventId() } : activity, activity.id);
  }

  /** @returns the bot's answer to the first copy: nobody waits for those of the others */
  async function deliver(oid: string, activity: Activity): Promise<Answer> {
    const answered = new AbortController();
    void wait(settings.redeliverAfterMs, undefined, { ref: false, signal: answered.signal })
      .then(() => {
        if (settings.redeliverSlowTurns === 'never') return undefined;
        return redeliver(oid, activity, settings.redeliverSlowTurns === 'newId');
      })
      .catch(() => undefined);
    try {
      return await sendOnce(oid, activity);
    } finally {
      answered.abort();
    }
  }

  return { record, deliver, redeliver };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
