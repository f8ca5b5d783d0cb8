// A variable of the environment that names a program.
export function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name a program`);
  return value;
}
