import type { Problems, ServerForm } from './server-form.js';

export interface StepProps {
  form: ServerForm;
  edit: (part: Partial<ServerForm>) => void;
  problems: Problems;
}
