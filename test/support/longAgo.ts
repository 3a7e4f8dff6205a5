/**
 * Where a clock begins that a test turns. It may be turned by years and must not come to the real time: the tokens of the
 * stand-ins begin and end by that.
 */
export const longAgo = Date.parse('2001-01-01T09:00:00Z');
