import { Alert, Button, Group, Stepper } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useMe } from '../../../api/me/session.js';
import { serversKeys } from '../../../api/query-keys.js';
import { createServer, type Server } from '../../../api/servers/servers.js';
import { mayCreateServers } from '../../../domain/accounts/roles.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../../ui/frame/states.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { AuthenticationStep } from './authentication/authentication-step.js';
import { BasicsStep } from './basics-step.js';
import classes from './create-server.module.css';
import { dropDraft, hasSecrets, keepDraft, readDraft } from './draft.js';
import { finish } from './finish.js';
import { Leftovers } from './leftovers.js';
import { ReviewStep } from './review-step.js';
import { emptyForm, formField, problemsOf, requestOf, type ServerForm, stepOf } from './server-form.js';

const defaults = { step: '1' };
const last = 2;
const label = { stepBody: classes['label'] };

const hasProblems = (step: number, form: ServerForm): boolean => Object.keys(problemsOf(step, form)).length > 0;

export function CreateServerPage() {
  const me = useMe();
  if (!mayCreateServers(me)) {
    return (
      <>
        <PageTitle title="Create server" />
        <NoRight what="Creating servers" needs="admins and developers" />
      </>
    );
  }
  return <Wizard userId={me.userId} />;
}

function Wizard({ userId }: { userId: string }) {
  const [draft] = useState(() => readDraft(userId));
  const navigate = useNavigate();
  const [{ step: askedStep }, change] = useListState(defaults);
  const [tried, setTried] = useState(false);
  const form = useForm({
    initialValues: draft ?? emptyForm,
    clearInputErrorOnChange: false,
    // After an attempt to continue the problems follow the entries; those of a refusal go with the next entry.
    onValuesChange: (values) => {
      keepDraft(userId, values);
      form.setErrors(tried ? problemsOf(step, values) : {});
    },
  });
  // A link to a later step leads to the first step that is not complete.
  const firstIncomplete = [0, 1].find((index) => hasProblems(index, form.values)) ?? last;
  const step = Math.min(Number(askedStep) - 1 || 0, firstIncomplete);
  const go = (to: number) => {
    setTried(false);
    change({ step: String(to + 1) }, { push: true });
    globalThis.scrollTo({ top: 0 });
  };
  const leave = ({ slug }: Server) => navigate({ to: '/servers/$slug/first-run', params: { slug } });
  const create = async (values: ServerForm) => {
    const server = await createServer(requestOf(values));
    dropDraft(userId);
    return { server, leftovers: await finish(server, values) };
  };
  const {
    send,
    busy,
    error,
    result: created,
  } = useSubmission(create, {
    stale: [serversKeys.all],
    form: { setErrors: (errors) => showRefusal(errors as Record<string, string>) },
    onDone: ({ server, leftovers }) => (leftovers.length === 0 ? leave(server) : undefined),
  });
  const showRefusal = (problems: Record<string, string>) => {
    const [field] = Object.keys(problems);
    if (field !== undefined) go(stepOf(field));
    form.setErrors(Object.fromEntries(Object.entries(problems).map(([name, text]) => [formField(name), text])));
  };
  const isBegun = () => draft !== null || form.isDirty();
  const leaving = useBlocker({
    shouldBlockFn: ({ next: { pathname } }) => !busy && !created && isBegun() && pathname !== '/servers/new',
    // A reload keeps the draft, which has no secrets.
    enableBeforeUnload: () => hasSecrets(form.values) && !created,
    withResolver: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step === last) return send(form.values);
    if (!hasProblems(step, form.values)) return go(step + 1);
    setTried(true);
    form.setErrors(problemsOf(step, form.values));
    requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
  };

  if (created && created.leftovers.length > 0)
    return <Leftovers {...created} onDone={() => void leave(created.server)} />;
  return (
    <>
      <PageTitle title="Create server" />
      <ConfirmDialog
        opened={leaving.status === 'blocked'}
        onClose={() => leaving.reset?.()}
        title="Leave without creating the server?"
        action="Leave"
        keep="Stay"
        onConfirm={() => {
          dropDraft(userId);
          leaving.proceed?.();
        }}
      >
        What you entered will be lost.
      </ConfirmDialog>
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
      {draft && (draft.variables.length > 0 || draft.oauth.clientId !== '') && (
        <Alert color="blue" variant="light" mb="md" maw={720}>
          Your entries are kept over a reload, values of variables and the client secret are not. Enter those again.
        </Alert>
      )}
      <form noValidate onSubmit={submit}>
        {step === 0 && <BasicsStep form={form} />}
        {step === 1 && <AuthenticationStep form={form} />}
        {step === last && <ReviewStep form={form.values} onEdit={go} />}
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
