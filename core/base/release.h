/* release.h - what all programs answer to --version. */
#ifndef NS_BASE_RELEASE_H
#define NS_BASE_RELEASE_H

#define NS_RELEASE "0.1.0"

#endif
