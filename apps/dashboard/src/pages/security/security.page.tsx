import { Badge, Button, Group, Modal, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useState } from 'react';
import { askOwnPasskey } from '../../api/me/passkeys.js';
import {
  beginOwn,
  confirmOwn,
  type Enrolment,
  removeOwn,
  renewRecoveryCodes,
  requireSecondFactor,
  type SecondFactor,
  secondFactorQuery,
} from '../../api/me/second-factor.js';
import { useMe } from '../../api/me/session.js';
import { secondFactorKeys } from '../../api/query-keys.js';
import { isAdmin } from '../../domain/accounts/roles.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ErrorState } from '../../ui/frame/states.js';
import { EnrolmentForm, RecoveryCodes } from '../../ui/second-factor/enrolment-form.js';
import { ProofForm } from '../../ui/second-factor/proof-form.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Passkeys } from './passkeys.js';

const stale = [secondFactorKeys.all];

/** How the signed-in user protects their sign-in. */
export function SecurityPage() {
  const me = useMe();
  const { data, error } = useQuery(secondFactorQuery);
  return (
    <>
      <PageTitle title="Security" description="How your sign-in is protected" />
      <Stack maw={640}>
        {error !== null && <ErrorState error={error} />}
        {data && !me.hasPassword && (
          <Text size="sm">You sign in at another provider, which has its own second factor.</Text>
        )}
        {data && me.hasPassword && <Own factor={data} />}
        {data && me.hasPassword && <Passkeys passkeys={data.passkeys} possible={data.passkeysPossible} />}
        {data && isAdmin(me) && <Rule required={data.required} />}
      </Stack>
    </>
  );
}

function Own({ factor }: { factor: SecondFactor }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [asking, setAsking] = useState<'renew' | 'remove' | null>(null);
  const passkeys = factor.passkeys.length > 0;
  const begin = useSubmission(beginOwn, { onDone: setEnrolment, failed: 'Nothing was set up' });
  return (
    <Stack gap="sm" align="flex-start">
      <Group gap="xs">
        <Title order={2} size="h5">
          Second factor
        </Title>
        <Badge variant="light" color={factor.active ? 'green' : 'gray'} tt="none">
          {factor.active ? 'On' : 'Off'}
        </Badge>
      </Group>
      {!factor.active && (
        <>
          <Text size="sm">
            Signing in with your password then needs a code of an authenticator app, or a passkey, too.
          </Text>
          <Button onClick={() => begin.send()} loading={begin.busy}>
            Set up
          </Button>
        </>
      )}
      {factor.active && (
        <>
          <Text size="sm">
            On since <RelativeTime at={factor.since} />. {factor.recoveryCodesLeft} recovery codes are left.
          </Text>
          <Group gap="xs">
            {!factor.app && (
              <Button variant="default" onClick={() => begin.send()} loading={begin.busy}>
                Set up an authenticator app
              </Button>
            )}
            <Button variant="default" onClick={() => setAsking('renew')}>
              Make new recovery codes
            </Button>
            <Button variant="light" color="red" onClick={() => setAsking('remove')}>
              {factor.passkeys.length > 0 ? 'Remove all' : 'Remove'}
            </Button>
          </Group>
        </>
      )}
      <Setup enrolment={enrolment} onClose={() => setEnrolment(null)} />
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === 'remove' ? 'Remove the second factor' : 'Make new recovery codes'}
      >
        {asking === 'renew' && <Renew passkeys={passkeys} onDone={() => setAsking(null)} />}
        {asking === 'remove' && (
          <WithProof passkeys={passkeys} action="Remove" use={removeOwn} onDone={() => setAsking(null)} />
        )}
      </Modal>
    </Stack>
  );
}

function Setup({ enrolment, onClose }: { enrolment: Enrolment | null; onClose: () => void }) {
  const close = useSubmission(async () => undefined, { stale, onDone: onClose });
  return (
    <Modal opened={enrolment !== null} onClose={() => close.send()} title="Set up a second factor">
      {enrolment && <EnrolmentForm enrolment={enrolment} confirm={confirmOwn} onDone={() => close.send()} />}
    </Modal>
  );
}

function Renew({ passkeys, onDone }: { passkeys: boolean; onDone: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  return <WithProof passkeys={passkeys} action="Make new codes" use={renewRecoveryCodes} onDone={setCodes} />;
}

function WithProof<T>(props: Pick<ComponentProps<typeof ProofForm<T>>, 'passkeys' | 'action' | 'use' | 'onDone'>) {
  return <ProofForm ask={askOwnPasskey} failed="Nothing was changed" stale={stale} {...props} />;
}

function Rule({ required }: { required: boolean }) {
  const { busy, send } = useSubmission(requireSecondFactor, { stale, failed: 'The rule was not changed' });
  return (
    <Stack gap="sm" align="flex-start">
      <Title order={2} size="h5">
        Organisation
      </Title>
      <Switch
        checked={required}
        disabled={busy}
        onChange={(event) => send(event.currentTarget.checked)}
        label="Require a second factor"
        description="Accounts that sign in with a password set one up at their next sign-in."
      />
    </Stack>
  );
}
