import { useLocalStorage } from '@mantine/hooks';

/** How lines are shown; this browser keeps it. */
export interface LogLook {
  times: boolean;
  wrap: boolean;
}

export function useLogLook(): [LogLook, (change: Partial<LogLook>) => void] {
  const [times, setTimes] = useStoredSwitch('toolyard-log-times', false);
  const [wrap, setWrap] = useStoredSwitch('toolyard-log-wrap', true);
  const change = (part: Partial<LogLook>) => {
    if (part.times !== undefined) setTimes(part.times);
    if (part.wrap !== undefined) setWrap(part.wrap);
  };
  return [{ times, wrap }, change];
}

const useStoredSwitch = (key: string, defaultValue: boolean) =>
  useLocalStorage({ key, defaultValue, getInitialValueInEffect: false });
