import { ActionIcon, Button, Group, Loader, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDownload, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { LogSource } from '../../api/deployments/logs.js';
import { type LineRange, lineRangeHash, parseLineRange } from '../../domain/logs/line-range.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { downloadLog } from './log-download.js';
import classes from './logs.module.css';
import type { LogLook } from './use-log-look.js';
import type { LogSearch } from './use-log-search.js';
import type { MatchSteps } from './use-match-steps.js';

interface Search extends Pick<MatchSteps, 'at' | 'step'> {
  typed: string;
  onTyped: (text: string) => void;
  found: LogSearch;
}

interface Props {
  source: LogSource;
  search: Search;
  /** Whether the view follows new lines, and whether there will be none. */
  follow: { on: boolean; onChange: (follow: boolean) => void; ended: boolean };
  look: LogLook;
  onLook: (change: Partial<LogLook>) => void;
  chosen: LineRange | null;
  onChoose: (range: LineRange) => void;
}

export function LogToolbar({ source, search, follow, look, onLook, chosen, onChoose }: Props) {
  const { send, busy } = useSubmission(() => downloadLog(source, `${source.kind}-${source.id}.log`), {
    failed: 'The log could not be downloaded',
  });
  return (
    <div className={classes['bar']} role="toolbar" aria-label="Log">
      <SearchTools {...search} />
      <GoTo chosen={chosen} onChoose={onChoose} />
      <Tooltip label={follow.ended ? 'This log has ended' : 'Scrolls to new lines; scrolling up turns it off'}>
        <Switch
          size="xs"
          label="Follow"
          checked={follow.on}
          onChange={({ currentTarget }) => follow.onChange(currentTarget.checked)}
        />
      </Tooltip>
      <Switch
        size="xs"
        label="Times"
        checked={look.times}
        onChange={({ currentTarget }) => onLook({ times: currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Wrap"
        checked={look.wrap}
        onChange={({ currentTarget }) => onLook({ wrap: currentTarget.checked })}
      />
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} />}
        onClick={() => send()}
        loading={busy}
        ms="auto"
      >
        Download
      </Button>
    </div>
  );
}

function SearchTools({ typed, onTyped, found, at, step }: Search) {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  };
  return (
    <>
      <TextInput
        className={classes['grow']}
        size="xs"
        aria-label="Search the log"
        placeholder="Search the log"
        leftSection={found.busy ? <Loader size={12} aria-hidden /> : <IconSearch size={14} />}
        value={typed}
        onChange={({ currentTarget }) => onTyped(currentTarget.value)}
        onKeyDown={onKey}
        data-page-search
        autoComplete="off"
        spellCheck={false}
      />
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          variant="default"
          size="md"
          aria-label="Previous match"
          disabled={found.matches.length === 0}
          onClick={() => step(-1)}
        >
          <IconArrowUp size={14} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="md"
          aria-label="Next match"
          disabled={found.matches.length === 0}
          onClick={() => step(1)}
        >
          <IconArrowDown size={14} />
        </ActionIcon>
        <Text size="xs" c="dimmed" ms={6} className={classes['matches']} role="status">
          {matchesText(found, at)}
        </Text>
      </Group>
    </>
  );
}

/** Chooses a line, or lines such as `12-30`, with the keyboard. */
function GoTo({ chosen, onChoose }: Pick<Props, 'chosen' | 'onChoose'>) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const range = parseLineRange(`L${typed ?? ''}`);
    if (range) onChoose(range);
    setTyped(null);
  };
  return (
    <TextInput
      size="xs"
      w={92}
      aria-label="Go to line"
      placeholder="Line"
      inputMode="numeric"
      value={typed ?? (chosen ? lineRangeHash(chosen).replaceAll('L', '') : '')}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={({ key }) => key === 'Enter' && go()}
      onBlur={() => setTyped(null)}
      autoComplete="off"
    />
  );
}

function matchesText({ search, matches, more, busy, error }: LogSearch, at: number): string {
  if (search === '') return '';
  if (error) return 'Search failed';
  if (busy) return 'Searching';
  if (matches.length === 0) return 'No match';
  const count = `${matches.length.toLocaleString('en')}${more ? '+' : ''}`;
  if (at >= 0) return `${(at + 1).toLocaleString('en')} of ${count}`;
  return `${count} ${matches.length === 1 ? 'match' : 'matches'}`;
}
