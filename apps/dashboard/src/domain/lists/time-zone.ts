import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks';
import { showTimesIn } from '../../format/time.js';

const key = 'toolyard-time-zone';
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const isZone = (name: string): boolean => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC';

/** The zone of days, hours and times on the pages: the one that was chosen in this browser, or the browser's own. */
export function useTimeZone(): [string, (zone: string) => void] {
  const [chosen, choose] = useLocalStorage({ key, defaultValue: '', getInitialValueInEffect: false });
  const zone = isZone(chosen) ? chosen : ownZone();
  showTimesIn(zone);
  return [zone, choose];
}

/** Before the first page is shown. */
export function startTimeZone(): void {
  const chosen = readLocalStorageValue({ key, defaultValue: '' });
  showTimesIn(isZone(chosen) ? chosen : ownZone());
}

/** The own zone and UTC first, then all that the browser knows. */
export const timeZones = (): string[] => [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
