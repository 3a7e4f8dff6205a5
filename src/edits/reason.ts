/** The key of the input for the reason. It begins with `$`, so it is no field's. */
const reasonInput = '$reason';
const longestReason = 256;

/** The reason that was typed for a save, if any. */
export function readReason(submitted: Readonly<Record<string, unknown>>): string | undefined {
  const text = Object.hasOwn(submitted, reasonInput) ? submitted[reasonInput] : undefined;
  const reason = typeof text === 'string' ? text.trim().slice(0, longestReason).toWellFormed() : '';
  return reason === '' ? undefined : reason;
}
