#!/bin/sh
rm -rf x
