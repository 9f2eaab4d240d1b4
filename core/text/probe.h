/* probe.h - the fixed texts whose analysis is the analyser's fingerprint. */
#ifndef NS_TEXT_PROBE_H
#define NS_TEXT_PROBE_H

/* Ends in NULL. A changed text changes every fingerprint: then every archive
 * wants `nsindex reindex`. */
extern const char *const ns_probes[];

#endif
