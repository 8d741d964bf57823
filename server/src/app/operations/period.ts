/** The beginning of a period as the store compares it. */
export function startOf(since: string): string {
  return new Date(since).toISOString();
}

/** The end of a period, exclusive; a day without a time is meant with all of it. */
export function endOf(until: string): string {
  const time = new Date(until);
  if (!until.includes('T')) time.setUTCDate(time.getUTCDate() + 1);
  return time.toISOString();
}
