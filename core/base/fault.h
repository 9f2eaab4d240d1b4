/* fault.h - a last word of a program that dies of a damaged archive.
 *
 * What lies in LMDB's own pages has no checksum; a damaged one, or a file that
 * was cut short under a reader, can end in a signal. Then the sentence that
 * helps is written first.
 */
#ifndef NS_BASE_FAULT_H
#define NS_BASE_FAULT_H

/* From here on SIGBUS, SIGSEGV, SIGFPE and SIGABRT write to standard error that
 * `program` (a string that stays) was stopped and that "nsindex check" finds
 * damage, and then do what they did before. Signals that somebody else handles
 * (a sanitizer) are left to them. */
void ns_fault_explain(const char *program);

#endif
