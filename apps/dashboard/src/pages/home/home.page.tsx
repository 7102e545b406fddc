import { Button, Group, SegmentedControl, SimpleGrid, Stack, Tooltip } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { IconMaximize, IconMinimize } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { seriesQuery } from '../../api/activity/analysis.js';
import { useMe } from '../../api/me/session.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import { figuresOf } from '../../domain/calls/figures.js';
import { rangeLabels, rangeName, selectedRange, spanOfRange } from '../../domain/lists/date-range.js';
import { useTimeZone } from '../../domain/lists/time-zone.js';
import { ErrorRateChart, LatencyChart, TrafficChart } from '../../ui/analysis/over-time.js';
import { FigureCards } from '../../ui/calls/figure-cards.js';
import { AnswerNote, useAnswerState } from '../../ui/frame/answer-note.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { useLiveFigures } from '../activity/use-live-figures.js';
import { NoServers } from '../servers/list/no-servers.js';
import { Attention } from './attention.js';
import classes from './home.module.css';
import { TopLists } from './top-lists.js';
import { WorstServers } from './worst-servers.js';

const defaults = { range: '24h', from: '', to: '' };
const ranges = (['24h', '7d', '30d'] as const).map((value) => ({ value, label: rangeLabels[value] }));
const noFilter = {};

/** What happens in the organisation now: traffic, errors, latency, and what needs attention. */
export function HomePage() {
  const me = useMe();
  const navigate = useNavigate();
  const [state, setState] = useListState(defaults);
  const [timeZone] = useTimeZone();
  const servers = useQuery(allServersQuery);
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const span = useMemo(() => spanOfRange({ range: state.range, from: '', to: '' }), [state.range]);
  // A developer sees their servers over all callers; what they call themselves is under Activity.
  const mine = me.role === 'developer';
  const options = useMemo(() => ({ timeZone, compare: true, mine }), [timeZone, mine]);
  useLiveFigures(undefined);
  const series = useQuery(seriesQuery(noFilter, span, options));
  const answers = [series];
  const answered = useAnswerState(answers);
  const toActivity = (search: Record<string, string>) =>
    void navigate({ to: '/activity', search: { range: rangeName(state), ...search } as never });
  const onRange = (from: number, to: number) => toActivity({ ...selectedRange(from, to) });
  if (servers.data?.length === 0)
    return (
      <>
        <PageTitle title="Dashboard" />
        <NoServers narrowed={false} deactivated me={me} />
      </>
    );
  return (
    <div ref={ref} className={classes['page']} data-fullscreen={fullscreen || undefined}>
      <PageTitle
        title="Dashboard"
        description={whose(me.role)}
        actions={
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label="Time"
              value={rangeName(state)}
              onChange={(range) => setState({ range })}
              data={ranges}
            />
            <Tooltip label={fullscreen ? 'Leave the full screen' : 'For a screen on the wall'}>
              <Button
                size="xs"
                variant="default"
                visibleFrom="sm"
                leftSection={fullscreen ? <IconMinimize size={14} /> : <IconMaximize size={14} />}
                onClick={() => void toggle()}
              >
                {fullscreen ? 'Leave' : 'Full screen'}
              </Button>
            </Tooltip>
          </Group>
        }
      />
      <Stack gap="sm">
        <AnswerNote state={answered} queries={answers} service="Analytics" />
        <Attention servers={servers.data} totals={series.data?.totals} onActivity={toActivity} />
        <FigureCards figures={series.data && figuresOf(series.data.totals)} state={answered} series={series.data} />
        <SimpleGrid cols={{ base: 1, lg: 3 }} spacing="sm">
          <TrafficChart series={series.data} onRange={onRange} />
          <ErrorRateChart series={series.data} onRange={onRange} />
          <LatencyChart series={series.data} onRange={onRange} />
        </SimpleGrid>
        <WorstServers servers={servers.data} span={span} options={options} />
        <TopLists span={span} options={options} users={seesEverything(me)} onActivity={toActivity} />
      </Stack>
    </div>
  );
}

function whose(role: string): string {
  if (role === 'developer') return 'Your servers, over all callers.';
  return role === 'member' ? 'Your own calls, and the servers that you may use.' : 'All servers of the organisation.';
}
