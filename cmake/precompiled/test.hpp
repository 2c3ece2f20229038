// What a test's sources include besides: see cmake/TrucePrecompiled.cmake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "library.hpp"
