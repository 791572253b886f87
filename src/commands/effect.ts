/** What a command asks of whoever runs it, besides printing its answer. */
export type Effect =
  | { readonly kind: 'quit' }
  | {
      readonly kind: 'open-log';
      readonly path: string;
      /** Goes on behind what the file holds. */
      readonly append: boolean;
    }
  | { readonly kind: 'close-log' };
