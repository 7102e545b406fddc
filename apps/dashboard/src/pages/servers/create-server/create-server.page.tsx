import { Button, Group, Modal, Stepper, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldErrors } from '../../../api/error.js';
import { createServer, type Server } from '../../../api/servers.js';
import { useMe } from '../../../api/session.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../../ui/frame/states.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { mayCreate } from '../servers.rules.js';
import { AuthenticationStep } from './authentication-step.js';
import { BasicsStep } from './basics-step.js';
import { Leftovers } from './leftovers.js';
import classes from './create-server.module.css';
import { finish, type Leftover } from './finish.js';
import { ReviewStep } from './review-step.js';
import { emptyForm, formField, type Problems, problemsOf, requestOf, type ServerForm, stepOf } from './server-form.js';

const defaults = { step: '1' };
const last = 2;
const label = { stepBody: classes['label'] };

export function CreateServerPage() {
  const me = useMe();
  if (!mayCreate(me)) {
    return (
      <>
        <PageTitle title="Create server" />
        <NoRight what="Creating servers" needs="admins and developers" />
      </>
    );
  }
  return <Wizard />;
}

function Wizard() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [{ step: asked }, change] = useListState(defaults);
  const [form, setForm] = useState(emptyForm);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [created, setCreated] = useState<{ server: Server; leftovers: Leftover[] } | null>(null);
  // A link straight to a later step begins with the first that is not complete.
  const step = Math.min(
    Number(asked) - 1 || 0,
    [0, 1].find((each) => Object.keys(problemsOf(each, form)).length > 0) ?? last,
  );
  const leaving = useBlocker({
    shouldBlockFn: ({ next: { pathname } }) => !busy && !created && form !== emptyForm && pathname !== '/servers/new',
    enableBeforeUnload: () => form !== emptyForm && !created,
    withResolver: true,
  });

  const problems = { ...refused, ...(tried ? problemsOf(step, form) : {}) };
  const edit = (part: Partial<ServerForm>) => {
    setForm((now) => ({ ...now, ...part }));
    setRefused({});
  };
  const go = (to: number) => {
    setTried(false);
    change({ step: String(to + 1) }, { push: true });
    globalThis.scrollTo({ top: 0 });
  };
  const next = () => {
    if (Object.keys(problemsOf(step, form)).length === 0) return go(step + 1);
    setTried(true);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
  };
  const leave = ({ slug }: Server) => navigate({ to: '/servers/$slug/first-run', params: { slug } });
  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      const server = await createServer(requestOf(form));
      const leftovers = await finish(server, form);
      setCreated({ server, leftovers });
      void queries.invalidateQueries({ queryKey: ['servers'] });
      if (leftovers.length === 0) await leave(server);
    } catch (failure) {
      setError(failure);
      const found = Object.fromEntries(
        Object.entries(fieldErrors(failure)).map(([field, problem]) => [formField(field), problem]),
      );
      setRefused(found);
      const field = Object.keys(fieldErrors(failure))[0];
      if (field) go(stepOf(field));
    } finally {
      setBusy(false);
    }
  };

  if (created && created.leftovers.length > 0)
    return <Leftovers {...created} onDone={() => void leave(created.server)} />;
  const steps = { form, edit, problems };
  return (
    <>
      <PageTitle title="Create server" />
      <Modal
        opened={leaving.status === 'blocked'}
        onClose={() => leaving.reset?.()}
        title="Leave without creating the server?"
      >
        <Text size="sm">What you entered will be lost.</Text>
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={() => leaving.reset?.()}>
            Stay
          </Button>
          <Button color="red" onClick={() => leaving.proceed?.()}>
            Leave
          </Button>
        </Group>
      </Modal>
      <Stepper
        active={step}
        onStepClick={(to) => to < step && go(to)}
        size="sm"
        iconSize={30}
        mb="lg"
        maw={720}
        wrap={false}
      >
        <Stepper.Step label="Basic info" classNames={label} />
        <Stepper.Step label="Access" classNames={label} allowStepSelect={step > 1} />
        <Stepper.Step label="Review" classNames={label} allowStepSelect={false} />
      </Stepper>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (step < last) next();
          else void create();
        }}
      >
        {step === 0 && <BasicsStep {...steps} />}
        {step === 1 && <AuthenticationStep {...steps} />}
        {step === last && <ReviewStep form={form} onEdit={go} />}
        {error !== null && <ErrorState error={error} title="No server was created" />}
        <Group mt="lg" gap="sm">
          {step > 0 && (
            <Button variant="default" onClick={() => go(step - 1)}>
              Back
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {step < last ? 'Continue' : 'Create'}
          </Button>
        </Group>
      </form>
    </>
  );
}
