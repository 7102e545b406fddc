export interface Person {
  name: string;
  email: string;
  password: string;
}

export const ada: Person = { name: 'Ada Admin', email: 'ada@example.com', password: 'correct horse battery staple' };
