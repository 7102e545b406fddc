import type { UseFormReturnType } from '@mantine/form';
import type { ServerForm } from './server-form.js';

export interface StepProps {
  form: UseFormReturnType<ServerForm>;
}
