import { unsupported } from '../../refusal.ts';
import { type Builder, type Catalogue, same } from '../catalogue.ts';

/** The list of public suffixes changes by the week, and BigQuery does not say which one it uses. */
const bySuffixList = (name: string): Builder => () => {
  throw unsupported(`NET.${name}, which needs BigQuery's list of public suffixes (NET.HOST gives the whole host name),`);
};

export const NET: Catalogue = {
  FN_NET_HOST: same('gsql_net_host'),
  FN_NET_REG_DOMAIN: bySuffixList('REG_DOMAIN'),
  FN_NET_PUBLIC_SUFFIX: bySuffixList('PUBLIC_SUFFIX'),
  FN_NET_IP_FROM_STRING: same('gsql_ip_from_string'),
  FN_NET_SAFE_IP_FROM_STRING: same('gsql_safe_ip_from_string'),
  FN_NET_IP_TO_STRING: same('gsql_ip_to_string'),
  FN_NET_IP_NET_MASK: same('gsql_ip_net_mask'),
  FN_NET_IP_TRUNC: same('gsql_ip_trunc'),
  FN_NET_IPV4_FROM_INT64: same('gsql_ipv4_from_int64'),
  FN_NET_IPV4_TO_INT64: same('gsql_ipv4_to_int64'),
};
