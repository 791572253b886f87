/** A C enumeration of the module. */
export interface EnumLayout {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Values by name in the order of declaration; a value beyond 2^53 is left out. */
  readonly constants: ReadonlyMap<string, number>;
}

export interface Enums {
  enum(name: string): EnumLayout | undefined;
  enumNames(): Iterable<string>;
}
