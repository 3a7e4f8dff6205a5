import { attributes } from './signals.ts';

/**
 * Lets through what is declared and nothing else: a name that is not drops out, a value that is not becomes `_OTHER`.
 * @param hosts the services' hosts, as they are configured.
 */
export function createAllowed(hosts: readonly string[]) {
  const allowedValue = (name: string, value: unknown): string | number | undefined => {
    if (value === undefined || !Object.hasOwn(attributes, name)) return undefined;
    const values: readonly string[] | 'number' | 'host' = attributes[name as keyof typeof attributes];
    if (values === 'number') return Number.isInteger(value) ? (value as number) : undefined;
    const known = values === 'host' ? hosts : values;
    return known.find((one) => one === value) ?? '_OTHER';
  };
  return (given: object): Record<string, string | number> =>
    Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => {
        const allowed = allowedValue(name, value);
        return allowed === undefined ? [] : [[name, allowed]];
      }),
    );
}
