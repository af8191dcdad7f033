// A function for many tenants: who calls is in the context, put there by the
// platform (the header X-Amz-Tenant-Id of the call), not by the caller's event.
// What a tenant has been told is kept in the module for its later questions, as
// people do; here nobody can ever find another's.
const notes = new Map();

export const handler = ({ note }, { tenantId }) => {
  if (!tenantId) {
    const e = new Error("no tenant: call with X-Amz-Tenant-Id");
    e.name = "Tenant.Missing";
    throw e;
  }
  const found = [...notes.keys()];
  notes.set(tenantId, note);
  return { tenant: tenantId, note, tenantsInThisProcess: found.length };
};
